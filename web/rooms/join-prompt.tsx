import type { Room } from '#sdk/index.ts'
import { Problem } from '../components/problem.tsx'
import { useSubmit } from '../components/use-submit.ts'

export function JoinPrompt({ room, onJoin }: { room: Room; onJoin: () => Promise<void> }) {
  const { isBusy, problem, run } = useSubmit()
  const isArchived = room.archivedAt !== null
  return (
    <div className="empty-pane">
      <p className="muted">{isArchived ? 'This room is archived.' : 'Join this room to read and talk.'}</p>
      <Problem text={problem} />
      {!isArchived && (
        <button type="button" className="button primary" disabled={isBusy} onClick={() => run(onJoin)}>
          Join room
        </button>
      )}
    </div>
  )
}
