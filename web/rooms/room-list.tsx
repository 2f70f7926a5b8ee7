import { useState } from 'react'
import { can } from '#domain/roles/can.ts'
import type { Me, Room } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import { describeError } from '../session/describe-error.ts'
import { CreateRoomDialog } from './create-room-dialog.tsx'
import { RoomItem } from './room-item.tsx'
import type { Scope } from './rooms-state.ts'
import type { RoomsControl } from './use-rooms.ts'

const SCOPES: readonly { scope: Scope; label: string }[] = [
  { scope: 'joined', label: 'My rooms' },
  { scope: 'all', label: 'All rooms' },
]

export type RoomListProps = {
  me: Me
  rooms: RoomsControl
  currentRoomId: string | null
  /** Unsent messages by room. */
  unsent: ReadonlyMap<string, number>
  onOpen: (roomId: string) => void
  onCreate: (body: { name: string; visibility: Room['visibility'] }) => Promise<void>
}

export function RoomList({ me, rooms, currentRoomId, unsent, onOpen, onCreate }: RoomListProps) {
  const [isCreating, setCreating] = useState(false)
  const { scope, status, nextCursor } = rooms.state
  const isEmpty = status.kind === 'ready' && rooms.state.rooms.length === 0
  return (
    <nav className="room-list" aria-label="Rooms">
      <div className="room-list-tools">
        <fieldset className="segments">
          <legend className="visually-hidden">Which rooms</legend>
          {SCOPES.map((choice) => (
            <button
              key={choice.scope}
              type="button"
              aria-pressed={choice.scope === scope}
              onClick={() => rooms.show(choice.scope)}
            >
              {choice.label}
            </button>
          ))}
        </fieldset>
        {can(me, 'room.create') && (
          <button
            type="button"
            className="icon-button filled"
            aria-label="New room"
            onClick={() => setCreating(true)}
          >
            <Icon name="plus" />
          </button>
        )}
      </div>
      <ul className="room-items">
        {rooms.state.rooms.map((room) => (
          <RoomItem
            key={room.id}
            room={room}
            isCurrent={room.id === currentRoomId}
            unsent={unsent.get(room.id) ?? 0}
            onOpen={onOpen}
          />
        ))}
      </ul>
      {isEmpty && (
        <p className="room-list-note muted">
          {scope === 'joined' ? 'You are in no room yet. Look under “All rooms”.' : 'There is no room yet.'}
        </p>
      )}
      {status.kind === 'loading' && <p className="room-list-note muted">Loading…</p>}
      {status.kind === 'failed' && (
        <div className="room-list-note" role="alert">
          <p className="problem">{describeError(status.error)}</p>
          <button type="button" className="button small" onClick={rooms.refresh}>
            Try again
          </button>
        </div>
      )}
      {nextCursor !== null && status.kind === 'ready' && (
        <button type="button" className="button small more" onClick={rooms.loadMore}>
          More rooms
        </button>
      )}
      {isCreating && <CreateRoomDialog onCreate={onCreate} onClose={() => setCreating(false)} />}
    </nav>
  )
}
