import { useMemo, useState } from 'react'
import type { Author, Position } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import type { MessageItem } from './build-rows.ts'
import { formatDateTime, formatTime } from './format-time.ts'
import type { DeliveryState } from './live.ts'
import { MessageActions, type MessageRights } from './message-actions.tsx'
import { MessageEditor } from './message-editor.tsx'
import { Reactions } from './message-reactions.tsx'
import { MessageText } from './message-text.tsx'
import type { Message } from './timeline.ts'

export type MessageRowProps = {
  item: MessageItem
  userId: string
  /** Everyone whose name is known. */
  people: ReadonlyMap<string, Author>
  /** It is what somebody went to. */
  isTarget: boolean
  isEditing: boolean
  rights: MessageRights
  /** How far it has come; null for all but the newest own message. */
  delivery: { state: DeliveryState; readers: number } | null
  onGoTo: (position: Position) => void
  onArrived: () => void
  onEdit: (id: string | null) => void
  onSave: (text: string) => void
  onDelete: (message: Message) => void
  onReply: (message: Message) => void
  onReact: (message: Message, emoji: string, on: boolean) => void
  onPin: (message: Message, on: boolean) => void
}

function AuthorLine({ item: { message, own } }: { item: MessageItem }) {
  const { author, at } = message
  return (
    <p className="message-author">
      <bdi>{own ? 'You' : author.name}</bdi>
      <time className="muted" dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
        {formatTime(at)}
      </time>
    </p>
  )
}

function namesYou({ item: { message, own }, userId }: Pick<MessageRowProps, 'item' | 'userId'>): boolean {
  return !own && message.deletedAt === undefined && (message.mentions?.includes(userId) ?? false)
}

function Marks({ item: { message, masked, change }, namesYou }: { item: MessageItem; namesYou: boolean }) {
  const { editedAt, pinnedAt } = message
  return (
    <>
      {namesYou && <span className="mark">mentions you</span>}
      {pinnedAt !== undefined && (
        <span className="mark" title={formatDateTime(pinnedAt)}>
          <Icon name="pin" /> pinned
        </span>
      )}
      {editedAt !== undefined && (
        <span className="mark" title={formatDateTime(editedAt)}>
          edited
        </span>
      )}
      {masked && <span className="mark">changed by the word filter</span>}
      {change && <span className="mark">{change.type === 'edit' ? 'saving…' : 'deleting…'}</span>}
    </>
  )
}

/** The message that this one answers, in a line; a press leads there. */
function Quote({ item, onGoTo }: Pick<MessageRowProps, 'item' | 'onGoTo'>) {
  const { answered, message } = item
  const position = message.replyTo ?? message.thread
  if (answered === undefined || !position) return null
  return (
    <button type="button" className="quote" dir="auto" onClick={() => onGoTo(position)}>
      <span className="visually-hidden">Go to the message it answers: </span>
      {answered === null ? (
        <span className="muted">An earlier message</span>
      ) : (
        <>
          <bdi>{answered.author.name}</bdi>:{' '}
          {answered.deletedAt === undefined ? answered.text : 'Message deleted'}
        </>
      )}
    </button>
  )
}

const DELIVERY = { sent: 'Sent', delivered: 'Delivered', read: 'Read' } as const

function Delivery({ delivery }: Pick<MessageRowProps, 'delivery'>) {
  if (!delivery) return null
  const { state, readers } = delivery
  return (
    <p className="delivery muted">
      {DELIVERY[state]}
      {readers > 1 && ` by ${readers}`}
    </p>
  )
}

function Body(props: MessageRowProps) {
  const { item, userId, isEditing, rights } = props
  const { message, change } = item
  const { mentions } = message
  const { people } = props
  const mentioned = useMemo(() => (mentions ?? []).flatMap((id) => people.get(id) ?? []), [mentions, people])
  const [isChoosing, setChoosing] = useState(false)
  if (message.deletedAt !== undefined) return <p className="deleted">Message deleted</p>
  if (isEditing && rights.canEdit) {
    return <MessageEditor text={message.text} onSave={props.onSave} onCancel={() => props.onEdit(null)} />
  }
  const react = (target: Message, emoji: string, on: boolean) => {
    setChoosing(false)
    props.onReact(target, emoji, on)
  }
  return (
    <>
      <div className="message-line">
        <div className="bubble" tabIndex={-1} title={formatDateTime(message.at)}>
          <Quote item={item} onGoTo={props.onGoTo} />
          <MessageText
            text={change?.type === 'edit' ? change.text : message.text}
            mentioned={mentioned}
            userId={userId}
          />
          <Marks item={item} namesYou={namesYou(props)} />
        </div>
        {change === null && (
          <MessageActions
            {...props}
            isChoosing={isChoosing}
            onReact={react}
            onChoose={() => setChoosing(!isChoosing)}
          />
        )}
      </div>
      <Reactions message={message} userId={userId} canReact={rights.canReact} onReact={react} />
    </>
  )
}

export function MessageRow(props: MessageRowProps) {
  const { item, isTarget } = props
  return (
    <li
      className="message"
      tabIndex={-1}
      data-target={isTarget}
      onAnimationEnd={isTarget ? props.onArrived : undefined}
      data-message={item.key}
      data-own={item.own}
      data-mentions-you={namesYou(props)}
      data-starts-group={item.startsGroup}
      data-changing={item.change !== null}
    >
      {item.startsGroup && <AuthorLine item={item} />}
      <Body {...props} />
      <Delivery delivery={props.delivery} />
    </li>
  )
}
