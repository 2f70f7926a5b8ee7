import type { RoomForErasure } from '#durable-objects/room/contract.ts'
import { withDeadline } from '#services/connections/with-deadline.ts'
import type { Erasure } from '#services/erasure/erasure-store.ts'
import { Refusal } from '#services/errors/refusal.ts'

const ANSWER_TIMEOUT_MS = 10_000

type Rooms = { getByName(name: string): unknown }

/** Whether the room is done with the person. @throws when it can't be reached, or can't do it now. */
export async function askRoomToErase(rooms: Rooms, { roomId, userId }: Erasure): Promise<boolean> {
  const room = rooms.getByName(roomId) as RoomForErasure
  const outcome = await withDeadline(room.erase(userId), ANSWER_TIMEOUT_MS)
  if (outcome.ok) return outcome.value.isDone
  // Where there is no room there is nothing in it.
  if (outcome.code === 'not_found') return true
  throw new Refusal(outcome.code)
}
