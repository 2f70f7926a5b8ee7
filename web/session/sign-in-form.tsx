import { type FormEvent, useState } from 'react'
import { type Client, isNextStep, type Me, type NextStep } from '#sdk/index.ts'
import { Field } from '../components/field.tsx'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'
import { readFields } from './read-fields.ts'
import { ResetPasswordForm } from './reset-password-form.tsx'
import { SecondFactorForm } from './second-factor-form.tsx'

export type EntryFormProps = { client: Client; onEntered: (me: Me) => void }

export function SignInForm({ client, onEntered }: EntryFormProps) {
  const [step, setStep] = useState<NextStep | null>(null)
  const [mode, setMode] = useState<'sign-in' | 'reset' | 'was-reset'>('sign-in')
  const { isBusy, problem, run } = useSubmit({
    unauthenticated: 'The e-mail address or the password is wrong.',
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { email, password } = readFields(event.currentTarget, ['email', 'password'])
    void run(async () => {
      const answer = await client.accounts.signIn({ email: email.trim(), password })
      if (isNextStep(answer)) setStep(answer)
      else onEntered(answer)
    })
  }
  if (step) return <SecondFactorForm {...{ client, onEntered, step }} onBack={() => setStep(null)} />
  if (mode === 'reset') {
    return (
      <ResetPasswordForm
        client={client}
        onDone={() => setMode('was-reset')}
        onBack={() => setMode('sign-in')}
      />
    )
  }
  return (
    <form className="entry-form" onSubmit={submit}>
      {mode === 'was-reset' && <p role="status">Your new password holds. Sign in with it.</p>}
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
      <button type="button" className="button" onClick={() => setMode('reset')}>
        Forgot your password?
      </button>
    </form>
  )
}
