import type { Actor } from '#domain/roles/can.ts'
import type { Unread } from '#schema/wire/http/rooms.ts'
import { countUnread } from './count-unread.ts'
import { UNAVAILABLE_RETRY_MS } from './limits.ts'
import { nameOf } from './name-of.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

/** How far one has received and read, and what is left. @throws Refusal */
export async function readUnread(room: OpenRoom, actor: Actor): Promise<Unread> {
  const code = findObjection(room, actor, 'room.read')
  if (code) throw new Refusal({ code })
  const { epoch } = room.log.record
  const cursor = room.cursors.find(actor.userId)
  const at = (seq: number | undefined) => (seq === undefined ? null : { epoch, seq })
  const readSeq = cursor?.readSeq ?? 0
  return {
    head: room.log.head,
    delivered: at(cursor?.deliveredSeq),
    read: at(cursor?.readSeq),
    unread: await countAll(room, actor.userId, readSeq),
  }
}

/** From the pages, and from the record for what lies before them. */
async function countAll(room: OpenRoom, userId: string, readSeq: number): Promise<number> {
  const { floorSeq } = room.log.record
  const here = (await countUnread(room, Math.max(readSeq, floorSeq))) ?? 0
  if (readSeq >= floorSeq) return here
  try {
    return here + (await room.deps.record.countUnread({ userId, after: readSeq, upTo: floorSeq }))
  } catch (error) {
    room.deps.log('warn', 'room.unread_unavailable', { error: nameOf(error) })
    throw new Refusal({ code: 'unavailable', retryAfterMs: UNAVAILABLE_RETRY_MS })
  }
}
