import { useMemo } from 'react'
import type { Author } from '#sdk/index.ts'
import { linkify, type TextPart } from './linkify.ts'
import { type MentionPart, splitMentions } from './mention-text.ts'

export type MessageTextProps = {
  text: string
  /** The people whom it names, as far as they are known. */
  mentioned?: readonly Author[]
  userId?: string
}

const NOBODY: readonly Author[] = []

type Part = MentionPart | Extract<TextPart, { kind: 'link' }>

function splitText(text: string, mentioned: readonly Author[]): Part[] {
  const names = mentioned.map(({ name }) => name)
  return linkify(text).flatMap((part): Part[] =>
    part.kind === 'link' ? [part] : splitMentions(part.text, names),
  )
}

/** A message is text and nothing else; only web addresses become links, and the names of those it mentions stand out. */
export function MessageText({ text, mentioned = NOBODY, userId }: MessageTextProps) {
  const parts = useMemo(() => splitText(text, mentioned), [text, mentioned])
  return (
    <span className="message-text" dir="auto">
      {parts.map((part, index) => {
        if ('href' in part)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move.
            <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
              {part.text}
            </a>
          )
        if (part.name === null) return part.text
        const isYou = mentioned.some(({ id, name }) => id === userId && name === part.name)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same.
          <bdi key={index} className="mention" data-you={isYou}>
            {part.text}
          </bdi>
        )
      })}
    </span>
  )
}
