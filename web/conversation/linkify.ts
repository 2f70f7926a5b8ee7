export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string }

const CANDIDATE = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu
const TRAILING = '.,;:!?)]}*_~'

/** By hand, for a regular expression would try every dot of a long row of dots. */
function trimEnd(address: string): string {
  let end = address.length
  while (end > 0 && TRAILING.includes(address.charAt(end - 1))) end -= 1
  return address.slice(0, end)
}

/** Only what parses as http or https becomes a link: no other scheme can come out of a message. */
function parseLink(text: string): string | null {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  return url.username || url.password ? null : url.href
}

/** Splits a message into plain text and links; joined again, the parts' texts are the message. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  const add = (part: TextPart) => part.text !== '' && parts.push(part)
  for (const match of text.matchAll(CANDIDATE)) {
    const found = trimEnd(match[0])
    const href = parseLink(found)
    if (href === null) continue
    add({ kind: 'text', text: text.slice(end, match.index) })
    add({ kind: 'link', text: found, href })
    end = match.index + found.length
  }
  add({ kind: 'text', text: text.slice(end) })
  return parts
}
