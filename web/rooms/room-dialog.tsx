import { type FormEvent, useState } from 'react'
import { canInRoom } from '#domain/roles/can.ts'
import { MAX_NAME_CHARACTERS, MAX_TOPIC_CHARACTERS } from '#schema/wire/limits.ts'
import type { Me, Room } from '#sdk/index.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'
import { readFields } from '../session/read-fields.ts'
import { InviteButton } from './invite-button.tsx'

export type RoomDialogProps = {
  me: Me
  room: Room
  onChange: (change: { name: string; topic: string }) => Promise<void>
  onLeave: () => Promise<void>
  onArchive: () => Promise<void>
  /** @returns the link of a new invitation. */
  onInvite: () => Promise<string>
  onClose: () => void
}

const CONFIRMATIONS = {
  leave: {
    title: 'Leave this room?',
    text: 'You no longer see what is said here. Unsent messages are discarded.',
    action: 'Leave room',
  },
  archive: {
    title: 'Archive this room?',
    text: 'Nobody can talk in it any more. What was said stays recorded.',
    action: 'Archive room',
  },
} as const

export function RoomDialog({ me, room, onChange, onLeave, onArchive, onInvite, onClose }: RoomDialogProps) {
  const [asking, ask] = useState<keyof typeof CONFIRMATIONS | null>(null)
  const { isBusy, problem, run } = useSubmit()
  const { role, visibility } = room
  const standing = { role, visibility, archived: room.archivedAt !== null }
  const change = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { name, topic } = readFields(event.currentTarget, ['name', 'topic'])
    void run(async () => {
      await onChange({ name: name.trim(), topic: topic.trim() })
      onClose()
    })
  }
  if (asking !== null) {
    const onConfirm = asking === 'leave' ? onLeave : onArchive
    return <ConfirmDialog {...CONFIRMATIONS[asking]} onConfirm={onConfirm} onClose={onClose} />
  }
  return (
    <Dialog title="Room" onClose={onClose}>
      {canInRoom(me, 'room.rename', standing) && (
        <form className="entry-form" onSubmit={change}>
          <Field
            label="Name"
            name="name"
            defaultValue={room.name}
            maxLength={MAX_NAME_CHARACTERS}
            autoComplete="off"
            required
          />
          <Field
            label="Topic"
            name="topic"
            defaultValue={room.topic ?? ''}
            maxLength={MAX_TOPIC_CHARACTERS}
            autoComplete="off"
          />
          <Problem text={problem} />
          <button type="submit" className="button primary" disabled={isBusy}>
            Save
          </button>
        </form>
      )}
      {canInRoom(me, 'room.invite', standing) && <InviteButton onInvite={onInvite} />}
      <div className="dialog-actions start">
        {canInRoom(me, 'room.leave', standing) && role !== null && (
          <button type="button" className="button" onClick={() => ask('leave')}>
            Leave room
          </button>
        )}
        {canInRoom(me, 'room.archive', standing) && (
          <button type="button" className="button danger" onClick={() => ask('archive')}>
            Archive room
          </button>
        )}
      </div>
    </Dialog>
  )
}
