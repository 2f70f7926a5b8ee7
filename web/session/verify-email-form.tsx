import type { FormEvent } from 'react'
import type { NextStep } from '#sdk/index.ts'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'
import { CodeField } from './code-field.tsx'
import { readFields } from './read-fields.ts'
import type { EntryFormProps } from './sign-in-form.tsx'

/** The last step of signing up. Whether the address had an account already only its owner learns, by mail. */
export function VerifyEmailForm({
  client,
  onEntered,
  step,
  email,
  onBack,
}: EntryFormProps & {
  step: NextStep
  email: string
  onBack: () => void
}) {
  const { isBusy, problem, run } = useSubmit({
    unauthenticated: 'That code is wrong or too old. After five tries, sign up again for a new one.',
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { code } = readFields(event.currentTarget, ['code'])
    void run(async () => onEntered(await client.accounts.verifyEmail({ challenge: step.challenge, code })))
  }
  return (
    <form className="entry-form" onSubmit={submit}>
      <p>We have sent a mail to {email}.</p>
      <CodeField />
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
