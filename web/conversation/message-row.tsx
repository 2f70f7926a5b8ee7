import type { Message } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import { formatDateTime } from './format-time.ts'
import type { MessageItem } from './group-items.ts'
import { MessageEditor } from './message-editor.tsx'
import { MessageText } from './message-text.tsx'
import { keyOf } from './timeline.ts'

export type MessageRowProps = {
  item: MessageItem
  isEditing: boolean
  canEdit: boolean
  canDelete: boolean
  onEdit: (id: string | null) => void
  onSave: (text: string) => void
  onDelete: (message: Message) => void
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
      {change && <span className="mark busy">{change.type === 'edit' ? 'saving…' : 'deleting…'}</span>}
    </>
  )
}

export function MessageRow({ item, isEditing, canEdit, canDelete, ...on }: MessageRowProps) {
  const { message, change } = item
  const key = keyOf(message)
  if (message.deletedAt !== undefined) {
    return (
      <li className="message deleted" data-message={key}>
        Message deleted
      </li>
    )
  }
  if (isEditing) {
    return (
      <li className="message editing" data-message={key}>
        <MessageEditor text={message.text} onSave={on.onSave} onCancel={() => on.onEdit(null)} />
      </li>
    )
  }
  const text = change?.type === 'edit' ? change.text : message.text
  return (
    <li className="message" data-message={key} data-changing={change !== null}>
      <div className="bubble">
        <MessageText text={text} />
        <Marks item={item} />
      </div>
      {change === null && (canEdit || canDelete) && (
        <span className="message-actions">
          {canEdit && (
            <button
              type="button"
              className="icon-button small"
              aria-label="Edit message"
              onClick={() => on.onEdit(message.id)}
            >
              <Icon name="edit" />
            </button>
          )}
          {canDelete && (
            <button
              type="button"
              className="icon-button small"
              aria-label="Delete message"
              onClick={() => on.onDelete(message)}
            >
              <Icon name="trash" />
            </button>
          )}
        </span>
      )}
    </li>
  )
}
