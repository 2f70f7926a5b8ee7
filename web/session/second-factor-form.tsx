import type { FormEvent } from 'react'
import type { NextStep } from '#sdk/index.ts'
import { Field } from '../components/field.tsx'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'
import { readFields } from './read-fields.ts'
import type { EntryFormProps } from './sign-in-form.tsx'

/** The last step of signing in, for who has a second factor. */
export function SecondFactorForm({
  client,
  onEntered,
  step,
  onBack,
}: EntryFormProps & {
  step: NextStep
  onBack: () => void
}) {
  const { isBusy, problem, run } = useSubmit({
    unauthenticated: 'That code is wrong or was used before. After five tries, sign in again.',
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { code } = readFields(event.currentTarget, ['code'])
    void run(async () => onEntered(await client.security.signIn(step, code.trim())))
  }
  return (
    <form className="entry-form" onSubmit={submit}>
      <Field
        label="Second factor"
        name="code"
        autoComplete="one-time-code"
        maxLength={19}
        hint="Six digits of your authenticator, or a recovery code."
        required
      />
      <Problem text={problem} />
      <button type="submit" className="button primary" disabled={isBusy}>
        Confirm
      </button>
      <button type="button" className="button" onClick={onBack}>
        Back
      </button>
    </form>
  )
}
