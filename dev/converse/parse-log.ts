import { MAX_NAME_CHARACTERS } from '#schema/wire/limits.ts'

export type LogLine = { nick: string; text: string }

const LINE = /^\[\d{2}:\d{2}\] <([^>]+)> (.*)$/su
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * The lines that people said in a chat log of the form `[HH:MM] <nick> text`. Bytes that are no UTF-8 become U+FFFD; notices
 * (`=== …`) and lines without a text are nobody's words.
 */
export function parseLog(bytes: Uint8Array): LogLine[] {
  return decoder
    .decode(bytes)
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, nick, text] = LINE.exec(line) ?? []
      return nick && text ? [{ nick, text }] : []
    })
}

/** A nick as a display name that the platform takes. */
export function computeName(nick: string): string {
  const legal = nick.replaceAll('\0', '').trim()
  const name = legal.slice(0, MAX_NAME_CHARACTERS).toWellFormed().trim()
  return name === '' ? 'somebody' : name
}
