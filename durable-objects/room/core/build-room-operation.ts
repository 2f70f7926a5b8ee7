import type { Author, RoomRole } from '#schema/wire/server/log-events.ts'
import type { Effect } from '../storage/port.ts'
import type { Operation } from './operation.ts'

type RoomOperation = Omit<Operation, 'settle'>

const common = { clientId: null, maskedText: null, mentioned: [] }

export function buildMembershipEvent(
  { id, name }: Author,
  change: 'joined' | 'left',
  role: RoomRole,
): RoomOperation {
  const tail = `,"member":${JSON.stringify({ id, name })},"change":"${change}","role":"${role}"}`
  const effect: Effect =
    change === 'joined' ? { type: 'joined', userId: id, name, role } : { type: 'left', userId: id }
  return { ...common, type: 'membership', actorId: id, tail, effect, frames: [], askers: [] }
}

export function buildRoomEvent(
  { id, name: authorName }: Author,
  change: 'created' | 'renamed' | 'topic' | 'archived',
  { name, topic }: { name: string; topic: string },
): RoomOperation {
  const author = JSON.stringify({ id, name: authorName })
  const tail = `,"author":${author},"change":"${change}","name":${JSON.stringify(name)}${topic === '' ? '' : `,"topic":${JSON.stringify(topic)}`}}`
  const effects = {
    created: null,
    renamed: { type: 'renamed', name },
    topic: { type: 'topic', topic },
    archived: { type: 'archived' },
  } as const
  return { ...common, type: 'room', actorId: id, tail, effect: effects[change], frames: [], askers: [] }
}
