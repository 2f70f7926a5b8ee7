import type { LogOperation } from '#schema/wire/client/frame.ts'
import { describeError } from '../session/describe-error.ts'
import type { Refused } from './conversation-state.ts'
import type { ConversationStore } from './conversation-store.ts'
import { MessageText } from './message-text.tsx'
import type { Timeline } from './timeline.ts'

export type UnsentRowsProps = {
  timeline: Timeline
  pending: readonly LogOperation[]
  refused: readonly Refused[]
  store: ConversationStore
  isOnline: boolean
}

const LABELS = {
  send: 'Not sent',
  edit: 'Edit refused',
  delete: 'Deletion refused',
  react: 'Reaction refused',
  pin: 'Pin refused',
} as const

function RefusedRow({ refused, store }: { refused: Refused; store: ConversationStore }) {
  const { operation, error } = refused
  return (
    <li className="message-line refused">
      <div className="bubble">
        {'text' in operation && <MessageText text={operation.text} />}
        <span className="mark problem" role="alert">
          {LABELS[operation.type]}: {describeError(error)}
        </span>
      </div>
      <span className="refused-actions">
        <button type="button" className="button small" onClick={() => store.retry(refused)}>
          Try again
        </button>
        <button type="button" className="button small" onClick={() => store.discard(operation.id)}>
          Discard
        </button>
      </span>
    </li>
  )
}

/** What the room has not taken: refused, or on its way in this order. */
export function UnsentRows({ timeline, pending, refused, store, isOnline }: UnsentRowsProps) {
  const shown = new Set(timeline.messages.slice(-pending.length * 2 - 20).map(({ id }) => id))
  const waiting = pending.flatMap((operation) =>
    operation.type === 'send' && !shown.has(operation.id) ? [operation] : [],
  )
  if (waiting.length === 0 && refused.length === 0) return null
  return (
    <ol className="message-rows unsent" aria-label="Unsent messages">
      {refused.map((item) => (
        <RefusedRow key={item.operation.id} refused={item} store={store} />
      ))}
      {waiting.map((operation) => (
        <li key={operation.id} className="message-line pending">
          <div className="bubble">
            <MessageText text={operation.text} />
            <span className="mark">{isOnline ? 'sending…' : 'waiting'}</span>
          </div>
        </li>
      ))}
    </ol>
  )
}
