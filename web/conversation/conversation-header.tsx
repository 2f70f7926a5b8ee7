import { useState } from 'react'
import type { Me, Room } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import { RoomDialog } from '../rooms/room-dialog.tsx'

export type ConversationHeaderProps = {
  me: Me
  room: Room
  archived: boolean
  onBack: () => void
  /** How many people are there; null while that is not known. */
  present: { online: number; away: number } | null
  onChange: (change: { name: string; topic: string }) => Promise<void>
  onLeave: () => Promise<void>
  onArchive: () => Promise<void>
}

export function ConversationHeader({ room, archived, present, onBack, ...dialog }: ConversationHeaderProps) {
  const [isOpen, setOpen] = useState(false)
  const kind = room.visibility === 'private' ? 'Private room' : 'Public room'
  return (
    <header className="pane-header">
      <button type="button" className="icon-button back" aria-label="Back to the rooms" onClick={onBack}>
        <Icon name="back" />
      </button>
      <div className="pane-title">
        <h2 dir="auto">{room.name}</h2>
        <p className="muted" dir="auto">
          {archived ? `${kind}, archived` : `${kind}, moderated`}
          {present && !archived && ` · ${present.online} online`}
          {room.topic && ` · ${room.topic}`}
        </p>
      </div>
      {!archived && (
        <button
          type="button"
          className="icon-button"
          aria-label="Room settings"
          onClick={() => setOpen(true)}
        >
          <Icon name="settings" />
        </button>
      )}
      {isOpen && <RoomDialog room={room} {...dialog} onClose={() => setOpen(false)} />}
    </header>
  )
}
