import { type FormEvent, useState } from 'react'
import { MAX_NAME_CHARACTERS } from '#schema/wire/limits.ts'
import type { Room } from '#sdk/index.ts'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'
import { readFields } from '../session/read-fields.ts'
import { VISIBILITIES, VISIBILITY_NAMES } from './visibilities.ts'

export type CreateRoomDialogProps = {
  onCreate: (body: { name: string; visibility: Room['visibility'] }) => Promise<void>
  onClose: () => void
}

export function CreateRoomDialog({ onCreate, onClose }: CreateRoomDialogProps) {
  const { isBusy, problem, run } = useSubmit({
    forbidden: 'You can’t make a room that you could not join.',
    limit_reached: 'You have as many rooms as your account may have.',
  })
  const [visibility, choose] = useState<Room['visibility']>('public')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { name } = readFields(event.currentTarget, ['name'])
    void run(async () => {
      await onCreate({ name: name.trim(), visibility })
      onClose()
    })
  }
  return (
    <Dialog title="New room" onClose={onClose}>
      <form className="entry-form" onSubmit={submit}>
        <Field label="Name" name="name" maxLength={MAX_NAME_CHARACTERS} autoComplete="off" required />
        <fieldset className="choices">
          <legend>Who may join</legend>
          {VISIBILITY_NAMES.map((name) => (
            <label key={name} className="check">
              <input
                type="radio"
                name="visibility"
                value={name}
                checked={name === visibility}
                onChange={() => choose(name)}
              />
              <span>
                {VISIBILITIES[name].label} <span className="muted">({VISIBILITIES[name].who})</span>
              </span>
            </label>
          ))}
        </fieldset>
        <p className="hint">
          Rooms are moderated: the word filter reads what is said, and it is stored encrypted.
        </p>
        <Problem text={problem} />
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={isBusy}>
            Create room
          </button>
        </div>
      </form>
    </Dialog>
  )
}
