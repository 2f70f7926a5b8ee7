import { type PresenceChoice, presenceChoice } from '#schema/wire/client/presence.ts'

const LABELS: Readonly<Record<PresenceChoice, string>> = {
  online: 'Online',
  away: 'Away',
  invisible: 'Invisible',
}

export type PresenceSelectProps = { presence: PresenceChoice; onChange: (choice: PresenceChoice) => void }

/** What others see of this person. */
export function PresenceSelect({ presence, onChange }: PresenceSelectProps) {
  return (
    <span className="presence" data-presence={presence}>
      <span className="dot" aria-hidden="true" />
      <select
        aria-label="What others see of you"
        value={presence}
        onChange={({ target }) => onChange(presenceChoice.parse(target.value))}
      >
        {presenceChoice.options.map((choice) => (
          <option key={choice} value={choice}>
            {LABELS[choice]}
          </option>
        ))}
      </select>
    </span>
  )
}
