import { Icon, type IconName } from '../components/icon.tsx'
import type { MessageItem } from './build-rows.ts'
import { ReactionChoices } from './message-reactions.tsx'
import type { Message } from './timeline.ts'

export type MessageRights = {
  canTalk: boolean
  canEdit: boolean
  canDelete: boolean
  canReact: boolean
  canPin: boolean
}

export type MessageActionsProps = {
  item: MessageItem
  userId: string
  rights: MessageRights
  /** The emoji to react with are shown. */
  isChoosing: boolean
  onChoose: () => void
  onEdit: (id: string | null) => void
  onDelete: (message: Message) => void
  onReply: (message: Message) => void
  onReact: (message: Message, emoji: string, on: boolean) => void
  onPin: (message: Message, on: boolean) => void
}

function Action({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" className="icon-button small" aria-label={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  )
}

/** What one may do to a message. */
export function MessageActions(props: MessageActionsProps) {
  const { item, userId, rights, isChoosing, onReact } = props
  const { message } = item
  const isPinned = message.pinnedAt !== undefined
  return (
    <span className="message-actions" data-open={isChoosing}>
      {isChoosing ? (
        <ReactionChoices message={message} userId={userId} canReact={rights.canReact} onReact={onReact} />
      ) : (
        <>
          {rights.canTalk && <Action icon="reply" label="Reply" onClick={() => props.onReply(message)} />}
          {rights.canReact && <Action icon="smile" label="React" onClick={props.onChoose} />}
          {rights.canPin && (
            <Action
              icon="pin"
              label={isPinned ? 'Unpin message' : 'Pin message'}
              onClick={() => props.onPin(message, !isPinned)}
            />
          )}
          {rights.canEdit && (
            <Action icon="edit" label="Edit message" onClick={() => props.onEdit(message.id)} />
          )}
          {rights.canDelete && (
            <Action icon="trash" label="Delete message" onClick={() => props.onDelete(message)} />
          )}
        </>
      )}
    </span>
  )
}
