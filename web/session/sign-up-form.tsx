import { type FormEvent, useState } from 'react'
import { MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS } from '#schema/wire/http/auth.ts'
import { MAX_NAME_CHARACTERS } from '#schema/wire/limits.ts'
import { isNextStep, type NextStep } from '#sdk/index.ts'
import { Field } from '../components/field.tsx'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'

import { readFields } from './read-fields.ts'
import type { EntryFormProps } from './sign-in-form.tsx'
import { VerifyEmailForm } from './verify-email-form.tsx'

export function SignUpForm({ client, onEntered }: EntryFormProps) {
  const [pending, setPending] = useState<{ step: NextStep; email: string } | null>(null)
  const { isBusy, problem, run } = useSubmit({
    conflict: 'That account can’t be made. Perhaps you have one already: sign in instead.',
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { name, email, password } = readFields(event.currentTarget, ['name', 'email', 'password'])
    const account = { name: name.trim(), email: email.trim(), password }
    void run(async () => {
      const answer = await client.accounts.signUp(account)
      if (isNextStep(answer)) setPending({ step: answer, email: account.email })
      else onEntered(answer)
    })
  }
  if (pending)
    return <VerifyEmailForm {...{ client, onEntered }} {...pending} onBack={() => setPending(null)} />
  return (
    <form className="entry-form" onSubmit={submit}>
      <Field label="Name" name="name" autoComplete="nickname" maxLength={MAX_NAME_CHARACTERS} required />
      <Field label="E-mail address" name="email" type="email" autoComplete="username" required />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={MIN_PASSWORD_CHARACTERS}
        maxLength={MAX_PASSWORD_CHARACTERS}
        hint={`At least ${MIN_PASSWORD_CHARACTERS} characters.`}
        required
      />
      <Problem text={problem} />
      <button type="submit" className="button primary" disabled={isBusy}>
        Create account
      </button>
    </form>
  )
}
