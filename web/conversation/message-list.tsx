import { useEffect, useMemo } from 'react'
import type { Author, Me } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import { describeError } from '../session/describe-error.ts'
import { buildRows } from './build-rows.ts'
import type { ConversationState } from './conversation-state.ts'
import type { ConversationStore } from './conversation-store.ts'
import { DayRow } from './day-row.tsx'
import { computeDelivery } from './live.ts'
import { reviseMentions } from './mention-text.ts'
import type { MessageRights } from './message-actions.tsx'
import { MessageRow } from './message-row.tsx'
import { NoticeRow } from './notice-row.tsx'
import type { Message } from './timeline.ts'
import { UnreadRow } from './unread-row.tsx'
import { UnsentRows } from './unsent-rows.tsx'
import { useScroll } from './use-scroll.ts'

export type MessageListProps = {
  me: Me
  /** Everyone whose name is known. */
  people: readonly Author[]
  state: ConversationState
  store: ConversationStore
  /** Client id of the message being edited. */
  editing: string | null
  /** What one may do to messages of one's own, and to others'. */
  rights: { own: MessageRights; others: MessageRights }
  onEdit: (id: string | null) => void
  onDelete: (message: Message) => void
  onReply: (message: Message) => void
}

export function MessageList(props: MessageListProps) {
  const { me, people, state, store, editing, rights, onEdit, onDelete, onReply } = props
  const { past, pending, masked, refused, readUntil, target } = state
  const { timeline, history } = past ?? state
  const rows = useMemo(
    () => buildRows({ timeline, pending, masked, userId: me.id, readUntil }),
    [timeline, pending, masked, me.id, readUntil],
  )
  const peopleById = useMemo(() => new Map(people.map((person) => [person.id, person])), [people])
  const canLoad = history.kind === 'loaded'
  const scroll = useScroll({
    onNearTop: canLoad && timeline.hasOlder ? () => void store.loadOlder() : null,
    onNearEnd: canLoad && past?.hasNewer ? () => void store.loadNewer() : null,
    onAtBottom: () => store.trim(),
    isPast: past !== null,
    target,
  })
  const { toBottom, isAtBottom } = scroll
  const newest = timeline.messages.at(-1)
  const isOpen = state.connection.kind === 'open'
  // biome-ignore lint/correctness/useExhaustiveDependencies: each newest message is read anew.
  useEffect(() => {
    const read = () => {
      if (isOpen && isAtBottom && document.visibilityState === 'visible') store.markRead()
    }
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [store, isOpen, isAtBottom, newest?.seq])
  const newestOwnKey = rows.findLast((row) => row.kind === 'message' && row.own)?.key
  const newestOwn = pending.findLast(({ type }) => type === 'send')?.id
  useEffect(() => {
    if (newestOwn !== undefined) toBottom()
  }, [newestOwn, toBottom])
  const toNow = () => {
    toBottom()
    store.backToNow()
    // The button is about to go, and with it the focus.
    scroll.ref.current?.focus({ preventScroll: true })
  }
  const save = (message: Message, text: string) => {
    if (text !== message.text) store.edit(message, text, reviseMentions(message, text, people))
    onEdit(null)
  }
  return (
    <div className="messages-frame">
      <section
        className="messages"
        aria-label={past ? 'Earlier messages' : 'Messages'}
        aria-busy={state.isSearching}
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
            if (row.kind === 'unread') return <UnreadRow key={row.key} />
            if (row.kind === 'notice') return <NoticeRow key={row.key} notice={row.notice} />
            return (
              <MessageRow
                key={row.key}
                item={row}
                userId={me.id}
                people={peopleById}
                isTarget={row.key === target?.key}
                onGoTo={(position) => void store.goTo(position)}
                onArrived={() => store.arrive()}
                isEditing={editing === row.message.id}
                rights={row.own ? rights.own : rights.others}
                delivery={row.key === newestOwnKey ? computeDelivery(state.live, row.message.seq) : null}
                onEdit={onEdit}
                onSave={(text) => save(row.message, text)}
                onDelete={onDelete}
                onReply={onReply}
                onReact={(message, emoji, on) => store.react(message, emoji, on)}
                onPin={(message, on) => store.pin(message, on)}
              />
            )
          })}
        </ol>
        {!past && (
          <UnsentRows
            timeline={timeline}
            pending={pending}
            refused={refused}
            store={store}
            isOnline={state.connection.kind === 'open'}
          />
        )}
      </section>
      <p className="searching" role="status">
        {state.isSearching && 'Looking for the message…'}
      </p>
      {!scroll.isAtBottom && (
        <button type="button" className="to-bottom" onClick={toNow}>
          <Icon name="down" />
          {past ? 'Back to now' : 'Newest messages'}
        </button>
      )}
    </div>
  )
}
