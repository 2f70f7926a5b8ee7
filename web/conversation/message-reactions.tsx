import type { Message } from './timeline.ts'

const CHOICES = ['👍', '❤️', '😂', '🎉', '😮', '😢'] as const

export type ReactProps = {
  message: Message
  userId: string
  canReact: boolean
  onReact: (message: Message, emoji: string, on: boolean) => void
}

/** What others felt; a press joins them, or takes one's own back. */
export function Reactions({ message, userId, canReact, onReact }: ReactProps) {
  const { reactions = [] } = message
  if (reactions.length === 0) return null
  return (
    <ul className="reactions" aria-label="Reactions">
      {reactions.map(({ emoji, count, userIds }) => {
        const isOwn = userIds.includes(userId)
        return (
          <li key={emoji}>
            <button
              type="button"
              className="reaction"
              aria-pressed={isOwn}
              aria-label={`${emoji}, ${count}`}
              disabled={!canReact}
              onClick={() => onReact(message, emoji, !isOwn)}
            >
              {emoji} {count}
            </button>
          </li>
        )
      })}
    </ul>
  )
}

/** A row of emoji to choose from. */
export function ReactionChoices({ message, userId, onReact }: ReactProps) {
  return (
    <span className="reaction-choices">
      {CHOICES.map((emoji) => {
        const isOwn =
          message.reactions?.some((held) => held.emoji === emoji && held.userIds.includes(userId)) ?? false
        return (
          <button
            key={emoji}
            type="button"
            className="icon-button small"
            aria-label={`React with ${emoji}`}
            aria-pressed={isOwn}
            onClick={() => onReact(message, emoji, !isOwn)}
          >
            {emoji}
          </button>
        )
      })}
    </span>
  )
}
