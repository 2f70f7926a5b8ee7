import type { FormEvent } from 'react'
import { MAX_NAME_CHARACTERS } from '#schema/wire/limits.ts'
import type { Room } from '#sdk/index.ts'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'
import { readFields } from '../session/read-fields.ts'

export type CreateRoomDialogProps = {
  onCreate: (body: { name: string; visibility: Room['visibility'] }) => Promise<void>
  onClose: () => void
}

export function CreateRoomDialog({ onCreate, onClose }: CreateRoomDialogProps) {
  const { isBusy, problem, run } = useSubmit()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { name, private: isPrivate } = readFields(event.currentTarget, ['name', 'private'])
    void run(async () => {
      await onCreate({ name: name.trim(), visibility: isPrivate === '' ? 'public' : 'private' })
      onClose()
    })
  }
  return (
    <Dialog title="New room" onClose={onClose}>
      <form className="entry-form" onSubmit={submit}>
        <Field label="Name" name="name" maxLength={MAX_NAME_CHARACTERS} autoComplete="off" required />
        <label className="check">
          <input type="checkbox" name="private" />
          <span>
            Private <span className="muted">(others can’t find or join it)</span>
          </span>
        </label>
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
