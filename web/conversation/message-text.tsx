import { useMemo } from 'react'
import { linkify } from './linkify.ts'

/** A message is text and nothing else; only web addresses become links. */
export function MessageText({ text }: { text: string }) {
  const parts = useMemo(() => linkify(text), [text])
  return (
    <span className="message-text" dir="auto">
      {parts.map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move.
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ),
      )}
    </span>
  )
}
