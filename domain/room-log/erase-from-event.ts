import type { Author, LogEvent } from '#schema/wire/server/log-events.ts'

/** What is shown in place of the name of a person whose account was deleted. */
export const ERASED_NAME = 'Deleted person'

/** When each erased person was erased (ms), by id. */
export type Erasures = ReadonlyMap<string, number>

/** The event without a word and without a name of erased people; the very same object where it holds none. */
export function eraseFromEvent<Event extends LogEvent>(event: Event, erasures: Erasures): Event {
  if (erasures.size === 0) return event
  return eraseNames(eraseText(event, erasures), erasures)
}

function eraseText<Event extends LogEvent>(event: Event, erasures: Erasures): Event {
  if (event.type !== 'message' && event.type !== 'edited') return event
  const erasedAt = erasures.get(event.author.id)
  if (erasedAt === undefined) return event
  const { mentions, ...rest } = event
  const isTold = event.type === 'edited' || event.deletedAt !== undefined
  if (event.text === '' && mentions === undefined && isTold) return event
  return { ...rest, text: '', ...(isTold ? {} : { deletedAt: erasedAt }) } as Event
}

function eraseNames<Event extends LogEvent>(event: Event, erasures: Erasures): Event {
  const isNamed = (person: Author | undefined) =>
    person !== undefined && erasures.has(person.id) && person.name !== ERASED_NAME
  const author = 'author' in event ? event.author : undefined
  const member = 'member' in event ? event.member : undefined
  const names = {
    ...(author && isNamed(author) ? { author: { id: author.id, name: ERASED_NAME } } : {}),
    ...(member && isNamed(member) ? { member: { id: member.id, name: ERASED_NAME } } : {}),
  }
  return Object.keys(names).length === 0 ? event : { ...event, ...names }
}
