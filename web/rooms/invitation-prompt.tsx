import type { Room } from '#sdk/index.ts'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'

/** Whoever follows a link decides by a click: a page that is merely opened joins nothing. */
export function InvitationPrompt({
  join,
  onJoined,
  onDecline,
}: {
  join: () => Promise<Room>
  onJoined: (room: Room) => void
  onDecline: () => void
}) {
  const { isBusy, problem, run } = useSubmit({
    not_found: 'This invitation is not good any more.',
    forbidden: 'Your account may not join this room.',
  })
  return (
    <div className="empty-pane">
      <h2>You are invited to a room</h2>
      <p className="muted">By joining you show the room’s members your name.</p>
      <Problem text={problem} />
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onDecline}>
          Not now
        </button>
        <button
          type="button"
          className="button primary"
          disabled={isBusy}
          onClick={() => run(async () => onJoined(await join()))}
        >
          Join room
        </button>
      </div>
    </div>
  )
}
