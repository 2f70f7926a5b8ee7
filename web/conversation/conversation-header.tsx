import { useState } from 'react'
import type { Me, PinList, Position, Room } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import { PinsDialog } from '../rooms/pins-dialog.tsx'
import { RoomDialog } from '../rooms/room-dialog.tsx'
import { VISIBILITIES } from '../rooms/visibilities.ts'

export type ConversationHeaderProps = {
  me: Me
  room: Room
  archived: boolean
  onBack: () => void
  /** How many people are there; null while that is not known. */
  present: { online: number; away: number } | null
  /** Grows with each pin that comes or goes. */
  pinChanges: number
  readPins: () => Promise<PinList>
  onGoTo: (position: Position) => void
  onChange: (change: { name: string; topic: string }) => Promise<void>
  onLeave: () => Promise<void>
  onArchive: () => Promise<void>
  onInvite: () => Promise<string>
}

export function ConversationHeader(props: ConversationHeaderProps) {
  const { room, archived, present, pinChanges, readPins, onGoTo, onBack, ...dialog } = props
  const [shown, show] = useState<'pins' | 'settings' | null>(null)
  const close = () => show(null)
  const kind = VISIBILITIES[room.visibility].label
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
      <button type="button" className="icon-button" aria-label="Pinned messages" onClick={() => show('pins')}>
        <Icon name="pin" />
      </button>
      {!archived && (
        <button
          type="button"
          className="icon-button"
          aria-label="Room settings"
          onClick={() => show('settings')}
        >
          <Icon name="settings" />
        </button>
      )}
      {shown === 'pins' && (
        <PinsDialog version={pinChanges} read={readPins} onGoTo={onGoTo} onClose={close} />
      )}
      {shown === 'settings' && <RoomDialog room={room} {...dialog} onClose={close} />}
    </header>
  )
}
