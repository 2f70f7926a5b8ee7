import type { Message } from '#sdk/index.ts'
import { formatDateTime, formatTime } from './format-time.ts'
import type { Row } from './group-items.ts'
import { MessageRow } from './message-row.tsx'
import { keyOf } from './timeline.ts'

export type MessageGroupProps = {
  group: Extract<Row, { kind: 'group' }>
  editing: string | null
  canEdit: boolean
  canDelete: boolean
  onEdit: (id: string | null) => void
  onSave: (message: Message, text: string) => void
  onDelete: (message: Message) => void
}

export function MessageGroup({ group, editing, onSave, ...row }: MessageGroupProps) {
  const { author, own, at, items } = group
  return (
    <li className="message-group" data-own={own}>
      <p className="message-author">
        <bdi>{own ? 'You' : author.name}</bdi>
        <time className="muted" dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
          {formatTime(at)}
        </time>
      </p>
      <ol>
        {items.map((item) => (
          <MessageRow
            key={keyOf(item.message)}
            item={item}
            isEditing={editing === item.message.id}
            onSave={(text) => onSave(item.message, text)}
            {...row}
          />
        ))}
      </ol>
    </li>
  )
}
