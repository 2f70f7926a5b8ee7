import { useState } from 'react'
import type { PresenceChoice } from '#schema/wire/client/presence.ts'
import type { Me } from '#sdk/index.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { PresenceSelect } from './presence-select.tsx'

const ROLE_NAMES: Readonly<Record<Me['role'], string>> = {
  guest: 'Guest',
  member: 'Member',
  'paid-member': 'Paid member',
  moderator: 'Moderator',
  administrator: 'Administrator',
}

export type AccountBarProps = {
  me: Me
  unsent: number
  presence: PresenceChoice
  onPresence: (choice: PresenceChoice) => void
  onSignOut: () => Promise<void>
}

function warningOf(me: Me, unsent: number): string {
  const lost =
    unsent === 0 ? '' : ` ${unsent} unsent ${unsent === 1 ? 'message is' : 'messages are'} discarded.`
  const guest = me.role === 'guest' ? ' A guest account can’t be entered again.' : ''
  return `You leave Sentinel Chat on this device.${guest}${lost}`
}

export function AccountBar({ me, unsent, presence, onPresence, onSignOut }: AccountBarProps) {
  const [isAsking, setAsking] = useState(false)
  return (
    <footer className="account-bar">
      <div className="account-name">
        <strong dir="auto">{me.name}</strong>
        <span className="account-standing">
          <span className="muted">{ROLE_NAMES[me.role]}</span>
          <PresenceSelect presence={presence} onChange={onPresence} />
        </span>
      </div>
      <button type="button" className="button small" onClick={() => setAsking(true)}>
        Sign out
      </button>
      {isAsking && (
        <ConfirmDialog
          title="Sign out?"
          text={warningOf(me, unsent)}
          action="Sign out"
          onConfirm={onSignOut}
          onClose={() => setAsking(false)}
        />
      )}
    </footer>
  )
}
