import { MAX_MENTIONS } from '#schema/wire/limits.ts'
import type { Author } from '#sdk/index.ts'

const MAX_OFFERED = 8
/** An "@" in the middle of a word is that of an address. */
const QUERY = /(?:^|[^\p{L}\p{N}_@])@([^@\n]{0,80})$/u
const WORD = /[\p{L}\p{N}_]/u

/** What is being typed after an "@" just before the caret, and where that stands. */
export function findMentionQuery(text: string, caret: number): { start: number; query: string } | null {
  const query = QUERY.exec(text.slice(0, caret))?.[1]
  return query === undefined ? null : { start: caret - query.length - 1, query }
}

/** People whose name, or a word of it, begins as `query` does: whole names first. */
export function offerPeople(people: readonly Author[], query: string): Author[] {
  const wanted = query.toLocaleLowerCase()
  const rankOf = (name: string) => {
    const lower = name.toLocaleLowerCase()
    if (lower.startsWith(wanted)) return 0
    return lower.split(/\s+/u).some((word) => word.startsWith(wanted)) ? 1 : null
  }
  return people
    .flatMap((person) => {
      const rank = rankOf(person.name)
      return rank === null ? [] : [{ person, rank }]
    })
    .sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name))
    .slice(0, MAX_OFFERED)
    .map(({ person }) => person)
}

/** Puts the name in the place of what was typed for it. */
export function insertMention(
  text: string,
  { start, caret }: { start: number; caret: number },
  name: string,
): { text: string; caret: number } {
  const before = `${text.slice(0, start)}@${name} `
  return { text: before + text.slice(caret).replace(/^ /u, ''), caret: before.length }
}

export type MentionPart = { text: string; name: string | null }

/** Splits a text at each "@" with one of `names`, the longest first; joined again, the parts are the text. */
export function splitMentions(text: string, names: readonly string[]): MentionPart[] {
  const longestFirst = [...new Set(names)].filter(Boolean).sort((a, b) => b.length - a.length)
  const parts: MentionPart[] = []
  let end = 0
  for (let at = text.indexOf('@'); at !== -1 && longestFirst.length > 0; at = text.indexOf('@', at + 1)) {
    if (at < end || WORD.test(text.charAt(at - 1))) continue
    const name = longestFirst.find(
      (known) => text.startsWith(known, at + 1) && !WORD.test(text.charAt(at + 1 + known.length)),
    )
    if (name === undefined) continue
    if (at > end) parts.push({ text: text.slice(end, at), name: null })
    end = at + 1 + name.length
    parts.push({ text: text.slice(at, end), name })
  }
  if (end < text.length) parts.push({ text: text.slice(end), name: null })
  return parts
}

/**
 * Ids of the people whom a text names. Of several with one name it is who was `chosen`; a name that nobody chose counts where
 * only one person of `known` bears it.
 */
export function collectMentions(
  text: string,
  { chosen, known }: { chosen: readonly Author[]; known: readonly Author[] },
): string[] {
  const people = [...chosen, ...known]
  const named = splitMentions(
    text,
    people.map(({ name }) => name),
  )
  const ids = new Set<string>()
  for (const { name } of named) {
    if (name === null) continue
    const meant = chosen.filter((person) => person.name === name)
    const bearers = new Set(known.filter((person) => person.name === name).map(({ id }) => id))
    if (meant.length > 0) for (const { id } of meant) ids.add(id)
    else if (bearers.size === 1) for (const id of bearers) ids.add(id)
  }
  return [...ids].slice(0, MAX_MENTIONS)
}

/** Whom an edited message mentions: of those before, who is still named or whose name is not known, and who is named now. */
export function reviseMentions(
  { mentions = [] }: { mentions?: string[] | undefined },
  text: string,
  known: readonly Author[],
): string[] {
  const people = new Map(known.map((person) => [person.id, person]))
  const unknown = mentions.filter((id) => !people.has(id))
  const chosen = mentions.flatMap((id) => people.get(id) ?? [])
  return [...new Set([...unknown, ...collectMentions(text, { chosen, known })])].slice(0, MAX_MENTIONS)
}
