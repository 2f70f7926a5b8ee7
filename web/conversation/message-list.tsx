import { useEffect, useMemo } from 'react'
import type { Me, Message } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import { describeError } from '../session/describe-error.ts'
import { buildRows } from './build-rows.ts'
import type { ConversationState } from './conversation-state.ts'
import type { ConversationStore } from './conversation-store.ts'
import { DayRow } from './day-row.tsx'
import { MessageRow } from './message-row.tsx'
import { NoticeRow } from './notice-row.tsx'
import { UnsentRows } from './unsent-rows.tsx'
import { useScroll } from './use-scroll.ts'

export type MessageListProps = {
  me: Me
  state: ConversationState
  store: ConversationStore
  /** Client id of the message being edited. */
  editing: string | null
  canEdit: boolean
  canDeleteOwn: boolean
  canDeleteAny: boolean
  onEdit: (id: string | null) => void
  onDelete: (message: Message) => void
}

export function MessageList({ me, state, store, editing, onEdit, onDelete, ...rights }: MessageListProps) {
  const { timeline, pending, masked, refused, history } = state
  const rows = useMemo(
    () => buildRows({ timeline, pending, masked, userId: me.id }),
    [timeline, pending, masked, me.id],
  )
  const canLoadOlder = history.kind === 'loaded' && timeline.hasOlder
  const scroll = useScroll({
    onNearTop: canLoadOlder ? () => void store.loadOlder() : null,
    onAtBottom: () => store.trim(),
  })
  const { toBottom } = scroll
  const newestOwn = pending.findLast(({ type }) => type === 'send')?.id
  useEffect(() => {
    if (newestOwn !== undefined) toBottom()
  }, [newestOwn, toBottom])
  const save = (message: Message, text: string) => {
    if (text !== message.text) store.edit(message, text)
    onEdit(null)
  }
  return (
    <div className="messages-frame">
      <section
        className="messages"
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        ref={scroll.ref}
        onScroll={scroll.onScroll}
      >
        {history.kind === 'loading' && <p className="messages-note muted">Loading messages…</p>}
        {history.kind === 'failed' && (
          <div className="messages-note" role="alert">
            <p>{describeError(history.error)}</p>
            <button type="button" className="button small" onClick={() => void store.retryHistory()}>
              Load messages again
            </button>
          </div>
        )}
        {history.kind === 'loaded' && !timeline.hasOlder && (
          <p className="messages-note muted">This is the beginning of the conversation.</p>
        )}
        <ol className="message-rows">
          {rows.map((row) => {
            if (row.kind === 'day') return <DayRow key={row.key} at={row.at} />
            if (row.kind === 'notice') return <NoticeRow key={row.key} notice={row.notice} />
            return (
              <MessageRow
                key={row.key}
                item={row}
                isEditing={editing === row.message.id}
                canEdit={row.own && rights.canEdit}
                canDelete={row.own ? rights.canDeleteOwn : rights.canDeleteAny}
                onEdit={onEdit}
                onSave={(text) => save(row.message, text)}
                onDelete={onDelete}
              />
            )
          })}
        </ol>
        <UnsentRows
          timeline={timeline}
          pending={pending}
          refused={refused}
          store={store}
          isOnline={state.connection.kind === 'open'}
        />
      </section>
      {!scroll.isAtBottom && (
        <button type="button" className="to-bottom" onClick={scroll.toBottom}>
          <Icon name="down" />
          Newest messages
        </button>
      )}
    </div>
  )
}
