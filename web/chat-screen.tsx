import { useEffect, useState, useSyncExternalStore } from 'react'
import type { PresenceChoice } from '#schema/wire/client/presence.ts'
import type { Client, Me, Room } from '#sdk/index.ts'
import { Emblem } from './components/emblem.tsx'
import { AccountStorage } from './conversation/account-storage.ts'
import { Conversations } from './conversation/conversations.ts'
import { InvitationPrompt } from './rooms/invitation-prompt.tsx'
import { RoomList } from './rooms/room-list.tsx'
import { RoomScreen } from './rooms/room-screen.tsx'
import { useRooms } from './rooms/use-rooms.ts'
import { parseInvitation } from './router/parse-invitation.ts'
import { useRoute } from './router/use-route.ts'
import { AccountBar } from './session/account-bar.tsx'

export type ChatScreenProps = {
  client: Client
  me: Me
  onSignOut: () => Promise<void>
  /** The platform no longer knows the session. */
  onSignedOut: () => void
}

export function ChatScreen({ client, me, onSignOut, onSignedOut }: ChatScreenProps) {
  const [storage] = useState(() => new AccountStorage(localStorage, me.id))
  const [conversations] = useState(() => new Conversations({ client, me, storage }))
  const [invitation, setInvitation] = useState(() => parseInvitation(location.hash))
  const [presence, setPresence] = useState(conversations.presence)
  const { route, navigate } = useRoute()
  const rooms = useRooms(client, onSignedOut)
  const unsent = useSyncExternalStore(conversations.subscribe, conversations.getUnsent)
  const roomId = route.kind === 'room' ? route.roomId : null

  useEffect(() => {
    conversations.resumeUnsent()
    return () => conversations.closeAll()
  }, [conversations])

  const { markRead } = rooms
  useEffect(() => {
    if (roomId === null) return
    markRead(roomId)
    return () => markRead(roomId)
  }, [roomId, markRead])

  const create = async (body: { name: string; visibility: Room['visibility'] }) => {
    const room = await client.rooms.create(body)
    rooms.change(room)
    navigate({ kind: 'room', roomId: room.id })
  }
  /** The secret does not stay in the history of the browser. */
  const settleInvitation = () => {
    history.replaceState(null, '', location.pathname)
    setInvitation(null)
  }
  const enterInvited = (room: Room) => {
    settleInvitation()
    rooms.change(room)
    navigate({ kind: 'room', roomId: room.id })
  }
  const choosePresence = (choice: PresenceChoice) => {
    setPresence(choice)
    conversations.setPresence(choice)
  }
  const signOut = async () => {
    await onSignOut()
    conversations.closeAll()
    storage.wipe()
    navigate({ kind: 'rooms' })
  }
  return (
    <div className="shell" data-view={invitation ? 'room' : route.kind}>
      <aside className="sidebar">
        <header className="brand">
          <Emblem />
          <h1>Sentinel Chat</h1>
        </header>
        <RoomList
          me={me}
          rooms={rooms}
          currentRoomId={roomId}
          unsent={unsent}
          onOpen={(id) => navigate({ kind: 'room', roomId: id })}
          onCreate={create}
        />
        <AccountBar
          me={me}
          unsent={[...unsent.values()].reduce((sum, count) => sum + count, 0)}
          presence={presence}
          onPresence={choosePresence}
          onSignOut={signOut}
        />
      </aside>
      <main className="pane">
        {invitation ? (
          <InvitationPrompt
            join={() => client.rooms.join(invitation.roomId, invitation.secret)}
            onJoined={enterInvited}
            onDecline={settleInvitation}
          />
        ) : roomId === null ? (
          <div className="empty-pane">
            <Emblem />
            <p className="muted">Choose a room to talk in.</p>
          </div>
        ) : (
          <RoomScreen
            key={roomId}
            client={client}
            me={me}
            roomId={roomId}
            known={rooms.state.rooms.find(({ id }) => id === roomId) ?? null}
            conversations={conversations}
            onChanged={rooms.change}
            onBack={() => navigate({ kind: 'rooms' })}
            onSignedOut={onSignedOut}
          />
        )}
      </main>
    </div>
  )
}
