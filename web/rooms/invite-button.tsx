import { useState } from 'react'
import { Field } from '../components/field.tsx'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'

/** A link that brings people into the room. It is shown this once. */
export function InviteButton({ onInvite }: { onInvite: () => Promise<string> }) {
  const [link, setLink] = useState<string | null>(null)
  const { isBusy, problem, run } = useSubmit()
  return (
    <>
      {link === null ? (
        <button
          type="button"
          className="button"
          disabled={isBusy}
          onClick={() => run(async () => setLink(await onInvite()))}
        >
          Invite by link
        </button>
      ) : (
        <Field
          label="Invitation link"
          value={link}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
          hint="Good for ten people and seven days. It is shown this once."
        />
      )}
      <Problem text={problem} />
    </>
  )
}
