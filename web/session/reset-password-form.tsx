import { type FormEvent, useState } from 'react'
import { MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS } from '#schema/wire/http/auth.ts'
import type { Client } from '#sdk/index.ts'
import { Field } from '../components/field.tsx'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'
import { CodeField } from './code-field.tsx'
import { readFields } from './read-fields.ts'

/** A new password by a mailed code, in two steps. */
export function ResetPasswordForm({
  client,
  onDone,
  onBack,
}: {
  client: Client
  onDone: () => void
  onBack: () => void
}) {
  const [challenge, setChallenge] = useState<string | null>(null)
  const { isBusy, problem, run } = useSubmit({
    unauthenticated: 'That code is wrong or too old. After five tries, ask for a new one.',
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    if (challenge === null) {
      const { email } = readFields(form, ['email'])
      void run(async () => setChallenge((await client.accounts.forgotPassword(email.trim())).challenge))
      return
    }
    const { code, password } = readFields(form, ['code', 'password'])
    void run(async () => {
      await client.accounts.resetPassword({ challenge, code, password })
      onDone()
    })
  }
  return (
    <form className="entry-form" onSubmit={submit}>
      {challenge === null ? (
        <Field
          key="email"
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="username"
          required
        />
      ) : (
        <>
          <p>If that address has an account, a mail is on its way.</p>
          <CodeField />
          <Field
            label="New password"
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={MIN_PASSWORD_CHARACTERS}
            maxLength={MAX_PASSWORD_CHARACTERS}
            hint={`At least ${MIN_PASSWORD_CHARACTERS} characters.`}
            required
          />
        </>
      )}
      <Problem text={problem} />
      <button type="submit" className="button primary" disabled={isBusy}>
        {challenge === null ? 'Send a code' : 'Set the new password'}
      </button>
      <button type="button" className="button" onClick={onBack}>
        Back
      </button>
    </form>
  )
}
