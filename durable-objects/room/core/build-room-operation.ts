import type { Author, RoomRole } from '#schema/wire/server/log-events.ts'
import type { Effect } from '../storage/port.ts'
import type { Operation } from './operation.ts'

type RoomOperation = Omit<Operation, 'settle'>

const common = { clientId: null, maskedText: null, mentioned: [], frames: [], askers: [] }

const encodeAuthor = ({ id, name }: Author) => JSON.stringify({ id, name })

type MembershipChange = {
  change: 'joined' | 'left' | 'removed' | 'role'
  role: RoomRole
  /** Who did it, where that is not the member. */
  author?: Author | undefined
  /** The invitation that a joining uses. */
  invitationId?: string | undefined
}

export function buildMembershipEvent(
  member: Author,
  { change, role, author, invitationId }: MembershipChange,
): RoomOperation {
  const { id: userId, name } = member
  const by = author ? `,"author":${encodeAuthor(author)}` : ''
  const tail = `,"member":${encodeAuthor(member)},"change":"${change}","role":"${role}"${by}}`
  const effects: Record<typeof change, Effect> = {
    joined: { type: 'joined', userId, name, role, invitationId },
    left: { type: 'left', userId, isRemoved: false },
    removed: { type: 'left', userId, isRemoved: true },
    role: { type: 'role', userId, role },
  }
  return { ...common, type: 'membership', actorId: author?.id ?? userId, tail, effect: effects[change] }
}

/** `until` null ends a mute. */
export function buildModerationEvent(author: Author, member: Author, until: number | null): RoomOperation {
  const action = until === null ? 'unmuted' : 'muted'
  const tail = `,"author":${encodeAuthor(author)},"member":${encodeAuthor(member)},"action":"${action}","until":${until}}`
  const effect: Effect = { type: 'muted', userId: member.id, until }
  return { ...common, type: 'moderation', actorId: author.id, tail, effect }
}

export function buildRoomEvent(
  author: Author,
  change: 'created' | 'renamed' | 'topic' | 'archived',
  { name, topic }: { name: string; topic: string },
): RoomOperation {
  const shownTopic = topic === '' ? '' : `,"topic":${JSON.stringify(topic)}`
  const tail = `,"author":${encodeAuthor(author)},"change":"${change}","name":${JSON.stringify(name)}${shownTopic}}`
  const effects: Record<typeof change, Effect | null> = {
    created: null,
    renamed: { type: 'renamed', name },
    topic: { type: 'topic', topic },
    archived: { type: 'archived' },
  }
  return { ...common, type: 'room', actorId: author.id, tail, effect: effects[change] }
}
