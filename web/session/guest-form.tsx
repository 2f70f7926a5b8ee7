import type { FormEvent } from 'react'
import { MAX_NAME_CHARACTERS } from '#schema/wire/limits.ts'
import { Field } from '../components/field.tsx'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'
import { readFields } from './read-fields.ts'
import type { EntryFormProps } from './sign-in-form.tsx'

export function GuestForm({ client, onEntered }: EntryFormProps) {
  const { isBusy, problem, run } = useSubmit()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { name } = readFields(event.currentTarget, ['name'])
    void run(async () => onEntered(await client.accounts.signInAsGuest(name.trim())))
  }
  return (
    <form className="entry-form" onSubmit={submit}>
      <Field
        label="Name"
        name="name"
        autoComplete="nickname"
        maxLength={MAX_NAME_CHARACTERS}
        hint="A guest account lasts as long as this session."
        required
      />
      <Problem text={problem} />
      <button type="submit" className="button primary" disabled={isBusy}>
        Continue as a guest
      </button>
    </form>
  )
}
