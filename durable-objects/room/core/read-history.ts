import type { Actor } from '#domain/roles/can.ts'
import { type History, type HistoryQuery, historyQuery } from '#schema/wire/http/history.ts'
import { type Found, findMessages } from './find-messages.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

/** Messages as they stand now. @throws Refusal */
export async function readHistory(room: OpenRoom, actor: Actor, input: HistoryQuery): Promise<History> {
  const code = findObjection(room, actor, 'room.read')
  if (code) throw new Refusal({ code })
  const query = historyQuery.safeParse(input)
  if (!query.success) throw new Refusal({ code: 'malformed' })
  const { before, after, around, thread, limit } = query.data
  if (around !== undefined) return readAround(room, { around, thread, limit })
  const way = after === undefined ? { before } : { after }
  return toHistory(await findMessages(room, { ...way, thread, limit }))
}

const toHistory = ({ messages, hasMore }: Found): History => ({ messages, hasMore })

/** The message in the middle counts to the older half. */
async function readAround(
  room: OpenRoom,
  { around, thread, limit }: { around: number; thread: number | undefined; limit: number },
): Promise<History> {
  const newerLimit = Math.floor(limit / 2)
  const older = await findMessages(room, { before: around + 1, thread, limit: limit - newerLimit })
  if (newerLimit === 0) return { ...toHistory(older), hasNewer: around < room.log.head.seq }
  const newer = await findMessages(room, { after: around, thread, limit: newerLimit })
  return {
    messages: [...older.messages, ...newer.messages],
    hasMore: older.hasMore,
    hasNewer: newer.hasMore,
  }
}
