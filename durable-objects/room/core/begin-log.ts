import { buildMembershipEvent, buildRoomEvent } from './build-room-operation.ts'
import type { OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

/** The first events of a log: the room, and its owner. Nothing happens when there are events. */
export async function beginLog(room: OpenRoom): Promise<void> {
  const { log } = room
  if (log.head.seq > 0) return
  const { createdBy, creatorName, name } = log.record
  const creator = { id: createdBy, name: creatorName }
  const created = log.append(buildRoomEvent(creator, 'created', name))
  const joined = log.append(buildMembershipEvent(creator, 'joined', 'owner'))
  for (const settled of await Promise.all([created, joined])) {
    if (!settled.ok) throw new Refusal(settled.refusal)
  }
}
