import type { ListedRoom } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import { pathOf } from '../router/parse-route.ts'

/** The list counts no further. */
const MAX_UNREAD = 1000

export type RoomItemProps = {
  room: ListedRoom
  isCurrent: boolean
  unsent: number
  onOpen: (roomId: string) => void
}

/** A link, so that it opens in a new tab like one. */
export function RoomItem({ room, isCurrent, unsent, onOpen }: RoomItemProps) {
  const { unread = 0 } = room
  return (
    <li>
      <a
        className="room-item"
        href={pathOf({ kind: 'room', roomId: room.id })}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
          event.preventDefault()
          onOpen(room.id)
        }}
      >
        <span className="room-badge" aria-hidden="true">
          {room.visibility === 'private' ? <Icon name="lock" /> : '#'}
        </span>
        <span className="room-name" dir="auto">
          {room.name}
        </span>
        {room.visibility === 'private' && <span className="visually-hidden">private</span>}
        {room.archivedAt !== null && <span className="tag">archived</span>}
        {room.role === 'owner' && <span className="tag">owner</span>}
        {room.role === null && <span className="tag quiet">not joined</span>}
        {unread > 0 && !isCurrent && (
          <span className="tag unread">
            {unread >= MAX_UNREAD ? `${MAX_UNREAD - 1}+` : unread}
            <span className="visually-hidden"> unread</span>
          </span>
        )}
        {unsent > 0 && <span className="tag warning">{unsent} unsent</span>}
      </a>
    </li>
  )
}
