import { buildMembershipEvent, buildRoomEvent } from './build-room-operation.ts'
import type { OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

/** Whether the log has its first events, or, after a loss of the storage, the system of record has them. */
export function hasBegun({ log, deps }: OpenRoom): boolean {
  const { floorSeq, createdBy } = log.record
  return log.head.seq > floorSeq || (floorSeq > 0 && deps.storage.findMember(createdBy) !== null)
}

/** The first events of a log: the room, and its owner. */
export async function beginLog(room: OpenRoom): Promise<void> {
  const { log } = room
  if (hasBegun(room)) return
  const { createdBy, creatorName } = log.record
  const creator = { id: createdBy, name: creatorName }
  const created = log.append(buildRoomEvent(creator, 'created', log.record))
  const joined = log.append(buildMembershipEvent(creator, { change: 'joined', role: 'owner' }))
  for (const settled of await Promise.all([created, joined])) {
    if (!settled.ok) throw new Refusal(settled.refusal)
  }
}
