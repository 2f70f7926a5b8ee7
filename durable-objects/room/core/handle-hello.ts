import { planOf } from '#domain/plans/plan.ts'
import { COMPLETE_REVISION } from '#durable-objects/sockets/downgrade.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import type { Hello } from '#schema/wire/client/hello.ts'
import { PROTOCOL, PROTOCOL_REVISION } from '#schema/wire/protocol-version.ts'
import type { Welcome } from '#schema/wire/server/welcome.ts'
import { computeResume, enterRoom } from './enter-room.ts'
import type { OpenRoom } from './open-room.ts'
import { refuse } from './refuse.ts'

export function handleHello(room: OpenRoom, session: Session, hello: Hello): void {
  if (session.phase !== 'admitted') {
    refuse(room, session, { code: 'conflict' })
    return
  }
  const { position, revision = 1, presence = 'online', background = false } = hello
  session.revision = revision
  session.presence = presence
  const resume = computeResume(room, session, position)
  room.sessions.send(session, JSON.stringify([describeWelcome(room, session, resume)]))
  if (background) room.sessions.enter(session, 'background')
  else enterRoom(room, session, { resume, position })
  room.live.presence.note(session)
  if (!background && revision >= COMPLETE_REVISION) room.sessions.send(session, room.live.presence.describe())
}

function describeWelcome(room: OpenRoom, { actor }: Session, resume: Welcome['resume']): Welcome {
  const { log, deps } = room
  const { roomId, name, topic, epoch } = log.record
  const read = room.cursors.find(actor.userId)?.readSeq
  const unread = read === undefined ? null : countUnreadAtOnce(room, read)
  return {
    type: 'welcome',
    protocol: PROTOCOL,
    revision: PROTOCOL_REVISION,
    resume,
    head: log.head,
    now: deps.now(),
    you: { id: actor.userId, name: actor.name },
    // Who reads without being a member does so as a moderator of the platform.
    role: log.members.find(actor.userId)?.role ?? 'moderator',
    room: { id: roomId, name, ...(topic === '' ? {} : { topic }) },
    maxTextCharacters: planOf(deps.plans, actor.role).maxMessageCharacters,
    ...(read === undefined ? {} : { read: { epoch, seq: read } }),
    ...(unread === null ? {} : { unread }),
  }
}

/** Null where a page would have to be opened, or the record asked: then the client may ask over HTTP. */
function countUnreadAtOnce({ deps, log }: OpenRoom, readSeq: number): number | null {
  if (readSeq >= log.head.seq) return 0
  if (readSeq < log.record.floorSeq) return null
  const { counted, deleted, toOpen } = deps.storage.countMessagesAfter(readSeq)
  return toOpen.length > 0 ? null : Math.max(0, counted - deleted)
}
