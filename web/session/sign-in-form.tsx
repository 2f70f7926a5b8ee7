import type { FormEvent } from 'react'
import type { Client, Me } from '#sdk/index.ts'
import { Field } from '../components/field.tsx'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'
import { readFields } from './read-fields.ts'

export type EntryFormProps = { client: Client; onEntered: (me: Me) => void }

export function SignInForm({ client, onEntered }: EntryFormProps) {
  const { isBusy, problem, run } = useSubmit({
    unauthenticated: 'The e-mail address or the password is wrong.',
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { email, password } = readFields(event.currentTarget, ['email', 'password'])
    void run(async () => onEntered(await client.accounts.signIn({ email: email.trim(), password })))
  }
  return (
    <form className="entry-form" onSubmit={submit}>
      <Field label="E-mail address" name="email" type="email" autoComplete="username" required />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        maxLength={128}
        required
      />
      <Problem text={problem} />
      <button type="submit" className="button primary" disabled={isBusy}>
        Sign in
      </button>
    </form>
  )
}
