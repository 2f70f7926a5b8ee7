import { describeTyping, type Live } from './live.ts'

/** Who writes; it keeps its place while nobody does, so that nothing jumps. */
export function TypingLine({ live, userId }: { live: Live; userId: string }) {
  return (
    <p className="typing-line muted" aria-live="off">
      {describeTyping(live, userId)}
    </p>
  )
}
