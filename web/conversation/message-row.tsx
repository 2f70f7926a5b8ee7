import type { Message } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import type { MessageItem } from './build-rows.ts'
import { formatDateTime, formatTime } from './format-time.ts'
import { MessageEditor } from './message-editor.tsx'
import { MessageText } from './message-text.tsx'

export type MessageRowProps = {
  item: MessageItem
  isEditing: boolean
  canEdit: boolean
  canDelete: boolean
  onEdit: (id: string | null) => void
  onSave: (text: string) => void
  onDelete: (message: Message) => void
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

function Marks({ item: { message, masked, change } }: { item: MessageItem }) {
  const { editedAt } = message
  return (
    <>
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

function Actions({ item: { message }, canEdit, canDelete, onEdit, onDelete }: MessageRowProps) {
  return (
    <span className="message-actions">
      {canEdit && (
        <button
          type="button"
          className="icon-button small"
          aria-label="Edit message"
          onClick={() => onEdit(message.id)}
        >
          <Icon name="edit" />
        </button>
      )}
      {canDelete && (
        <button
          type="button"
          className="icon-button small"
          aria-label="Delete message"
          onClick={() => onDelete(message)}
        >
          <Icon name="trash" />
        </button>
      )}
    </span>
  )
}

function Body(props: MessageRowProps) {
  const { item, isEditing, canEdit, canDelete } = props
  const { message, change } = item
  if (message.deletedAt !== undefined) return <p className="deleted">Message deleted</p>
  if (isEditing && canEdit) {
    return <MessageEditor text={message.text} onSave={props.onSave} onCancel={() => props.onEdit(null)} />
  }
  return (
    <div className="message-line">
      <div className="bubble" title={formatDateTime(message.at)}>
        <MessageText text={change?.type === 'edit' ? change.text : message.text} />
        <Marks item={item} />
      </div>
      {change === null && (canEdit || canDelete) && <Actions {...props} />}
    </div>
  )
}

export function MessageRow(props: MessageRowProps) {
  const { item } = props
  return (
    <li
      className="message"
      data-message={item.key}
      data-own={item.own}
      data-starts-group={item.startsGroup}
      data-changing={item.change !== null}
    >
      {item.startsGroup && <AuthorLine item={item} />}
      <Body {...props} />
    </li>
  )
}
