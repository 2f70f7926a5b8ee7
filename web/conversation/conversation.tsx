import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { canInRoom } from '#domain/roles/can.ts'
import type { Me, Room } from '#sdk/index.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Composer } from './composer.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { ConversationHeader } from './conversation-header.tsx'
import type { ConversationState } from './conversation-state.ts'
import type { Conversations } from './conversations.ts'
import { listPeople } from './list-people.ts'
import { LiveAnnouncer } from './live-announcer.tsx'
import { MessageList } from './message-list.tsx'
import { ProblemBar } from './problem-bar.tsx'
import type { Message } from './timeline.ts'
import { TypingLine } from './typing-line.tsx'

export type ConversationProps = {
  me: Me
  room: Room
  conversations: Conversations
  onBack: () => void
  onChange: (change: { name: string; topic: string }) => Promise<void>
  onLeave: () => Promise<void>
  onArchive: () => Promise<void>
  onInvite: () => Promise<string>
  /** Somebody gave the room another name. */
  onRenamed: (name: string) => void
  /** The room no longer lets this person in. */
  onShutOut: () => void
  onSignedOut: () => void
}

const SHUT_OUT: ReadonlySet<string> = new Set(['forbidden', 'not_found'])

const findLastOwn = ({ timeline }: ConversationState, me: Me): Message | undefined =>
  timeline.messages.findLast(({ author, deletedAt }) => author.id === me.id && deletedAt === undefined)

export function Conversation(props: ConversationProps) {
  const { me, room, conversations, onRenamed, onShutOut, onSignedOut, ...header } = props
  const store = conversations.get(room.id)
  const state = useSyncExternalStore(store.subscribe, store.getState)
  const [editing, setEditing] = useState<string | null>(null)
  const [deleting, setDeleting] = useState<Message | null>(null)
  const [answering, setAnswering] = useState<Message | null>(null)
  useEffect(() => conversations.enter(room.id), [conversations, room.id])

  const { connection, roomName, members, timeline } = state
  const people = useMemo(() => listPeople({ members, timeline }, me), [members, timeline, me])
  const isShutOut = connection.kind === 'closed' && SHUT_OUT.has(connection.error ?? '')
  useEffect(() => {
    if (isShutOut) onShutOut()
  }, [isShutOut, onShutOut])
  const isRenamed = roomName !== null && roomName !== room.name
  useEffect(() => {
    if (isRenamed) onRenamed(roomName)
  }, [isRenamed, roomName, onRenamed])

  const archived = state.archived || room.archivedAt !== null
  const name = state.roomName ?? room.name
  const role = state.connection.kind === 'open' ? state.connection.role : room.role
  const standing = { role, visibility: room.visibility, archived }
  const canTalk = canInRoom(me, 'message.send', standing) && state.connection.kind !== 'idle'
  const may = (capability: Parameters<typeof canInRoom>[1]) => canInRoom(me, capability, standing)
  const common = { canTalk, canReact: may('message.react'), canPin: may('message.pin') }
  const rights = {
    own: { ...common, canEdit: may('message.edit-own'), canDelete: may('message.delete-own') },
    others: { ...common, canEdit: false, canDelete: may('message.delete-any') },
  }
  return (
    <>
      <ConversationHeader
        me={me}
        room={{ ...room, name, role, topic: state.topic ?? room.topic }}
        archived={archived}
        present={state.live.present}
        pinChanges={state.pinChanges}
        readPins={() => store.readPins()}
        onGoTo={(position) => void store.goTo(position)}
        {...header}
      />
      <ConnectionBanner
        state={state.connection}
        onReconnect={() => store.reconnect()}
        onSignIn={onSignedOut}
      />
      {state.live.notice && <p className="notice-bar">{state.live.notice.message}</p>}
      <ProblemBar problem={state.problem} onDismiss={() => store.dismissProblem()} />
      <MessageList
        me={me}
        people={people}
        state={state}
        store={store}
        editing={editing}
        rights={rights}
        onEdit={setEditing}
        onDelete={setDeleting}
        onReply={setAnswering}
      />
      <LiveAnnouncer incoming={state.incoming} />
      <TypingLine live={state.live} userId={me.id} />
      {archived ? (
        <p className="composer-note">This room is archived. Nobody can talk in it any more.</p>
      ) : (
        <Composer
          store={store}
          people={people}
          userId={me.id}
          roomName={name}
          isEnabled={canTalk}
          maxCharacters={state.maxCharacters}
          isEditing={editing !== null}
          answering={answering}
          onAnswered={() => setAnswering(null)}
          onEditLast={() => setEditing(findLastOwn(state, me)?.id ?? null)}
        />
      )}
      {deleting && (
        <ConfirmDialog
          title="Delete this message?"
          text="Nobody sees it any more. The record of it stays for the audit."
          action="Delete"
          onConfirm={() => store.remove(deleting)}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  )
}
