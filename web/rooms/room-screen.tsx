import type { Client, Me, Room } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import { Conversation } from '../conversation/conversation.tsx'
import type { Conversations } from '../conversation/conversations.ts'
import { describeError } from '../session/describe-error.ts'
import { JoinPrompt } from './join-prompt.tsx'
import { useRoom } from './use-room.ts'

const INVITATION = { expiresInSeconds: 7 * 86_400, maxUses: 10 }

export type RoomScreenProps = {
  client: Client
  me: Me
  roomId: string
  known: Room | null
  conversations: Conversations
  onChanged: (room: Room) => void
  onBack: () => void
  onSignedOut: () => void
}

export function RoomScreen(props: RoomScreenProps) {
  const { client, me, roomId, known, conversations, onChanged, onBack, onSignedOut } = props
  const { state, load, set } = useRoom(client, roomId, known)
  const room = state.kind === 'ready' ? state.room : null
  const take = (changed: Room) => {
    set(changed)
    onChanged(changed)
  }
  const leave = async () => {
    const left = await client.rooms.leave(roomId)
    conversations.drop(roomId)
    take(left)
    onBack()
  }
  if (room && room.role !== null) {
    return (
      <Conversation
        me={me}
        room={room}
        conversations={conversations}
        onBack={onBack}
        onChange={async ({ name, topic }) => {
          // Only what changed: each change is an event for everyone.
          const change = {
            ...(name === room.name ? {} : { name }),
            ...(topic === (room.topic ?? '') ? {} : { topic }),
          }
          if (Object.keys(change).length === 0) return
          const changed = await client.rooms.change(roomId, change)
          conversations.get(roomId).noteName(changed.name)
          take(changed)
        }}
        onRenamed={(name) => take({ ...room, name })}
        onShutOut={load}
        onLeave={leave}
        onArchive={async () => take(await client.rooms.archive(roomId))}
        onInvite={async () => (await client.rooms.invite(roomId, INVITATION)).link}
        onSignedOut={onSignedOut}
      />
    )
  }
  return (
    <>
      <header className="pane-header">
        <button type="button" className="icon-button back" aria-label="Back to the rooms" onClick={onBack}>
          <Icon name="back" />
        </button>
        <h2 dir="auto">{room?.name ?? 'Room'}</h2>
      </header>
      {room && <JoinPrompt room={room} onJoin={async () => take(await client.rooms.join(roomId))} />}
      {state.kind === 'loading' && <div className="empty-pane muted">Loading…</div>}
      {state.kind === 'failed' && (
        <div className="empty-pane" role="alert">
          <p>{describeError(state.error)}</p>
          <button type="button" className="button" onClick={load}>
            Try again
          </button>
        </div>
      )}
    </>
  )
}
