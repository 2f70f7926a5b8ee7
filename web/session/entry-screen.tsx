import { useState } from 'react'
import { Emblem } from '../components/emblem.tsx'
import { GuestForm } from './guest-form.tsx'
import { type EntryFormProps, SignInForm } from './sign-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'

const WAYS = [
  { id: 'sign-in', label: 'Sign in', Form: SignInForm },
  { id: 'sign-up', label: 'Sign up', Form: SignUpForm },
  { id: 'guest', label: 'Guest', Form: GuestForm },
] as const

export function EntryScreen({ notice, ...form }: EntryFormProps & { notice: string | null }) {
  const [chosen, choose] = useState<(typeof WAYS)[number]['id']>('sign-in')
  const { Form } = WAYS.find(({ id }) => id === chosen) ?? WAYS[0]
  return (
    <main className="entry">
      <div className="entry-card">
        <Emblem />
        <h1>Sentinel Chat</h1>
        {notice && (
          <p className="notice" role="status">
            {notice}
          </p>
        )}
        <fieldset className="segments">
          <legend className="visually-hidden">How to enter</legend>
          {WAYS.map(({ id, label }) => (
            <button key={id} type="button" aria-pressed={id === chosen} onClick={() => choose(id)}>
              {label}
            </button>
          ))}
        </fieldset>
        <Form key={chosen} {...form} />
      </div>
    </main>
  )
}
