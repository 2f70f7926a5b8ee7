import type { Actor } from '#domain/roles/can.ts'
import { type History, type HistoryQuery, historyQuery } from '#schema/wire/http/history.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import { type FindMessages, type Found, findMessages } from './find-messages.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

/** `isLimited`: there are older ones, which the reader's plan does not reach. */
type Shown = Found & { isLimited: boolean }
type Reader = { room: OpenRoom; role: PlatformRole; since: number | null }

/** Messages as they stand now, as far back as the reader's plan reaches. @throws Refusal */
export async function readHistory(room: OpenRoom, actor: Actor, input: HistoryQuery): Promise<History> {
  const code = findObjection(room, actor, 'room.read')
  if (code) throw new Refusal({ code })
  const query = historyQuery.safeParse(input)
  if (!query.success) throw new Refusal({ code: 'malformed' })
  const { before, after, around, thread, limit } = query.data
  const reader = { room, role: actor.role, since: room.historyStarts.sinceOf(actor.role) }
  if (around !== undefined) return readAround(reader, { around, thread, limit })
  if (after === undefined) return toHistory(await findOlder(reader, { before, thread, limit }))
  return toHistory(await findNewer(reader, { after, thread, limit }))
}

const toHistory = ({ messages, hasMore, isLimited }: Shown): History => ({
  messages,
  hasMore,
  ...(isLimited ? { isLimited } : {}),
})

async function findOlder({ room, since }: Reader, query: FindMessages): Promise<Shown> {
  const { messages, hasMore } = await findMessages(room, query)
  const shown = since === null ? messages : messages.filter(({ at }) => at >= since)
  const isLimited = shown.length < messages.length
  return { messages: shown, hasMore: hasMore && !isLimited, isLimited }
}

/** Goes on where the reader's plan begins, if that is after what was asked for. */
async function findNewer(
  { room, role, since }: Reader,
  query: FindMessages & { after: number },
): Promise<Shown> {
  const found = await findMessages(room, query)
  const first = found.messages[0]
  if (since === null || !first || first.at >= since) return { ...found, isLimited: false }
  const start = await room.historyStarts.find(role, since)
  return { ...(await findMessages(room, { ...query, after: start - 1 })), isLimited: true }
}

/** The message in the middle counts to the older half. */
async function readAround(
  reader: Reader,
  { around, thread, limit }: { around: number; thread: number | undefined; limit: number },
): Promise<History> {
  const newerLimit = Math.floor(limit / 2)
  const older = await findOlder(reader, { before: around + 1, thread, limit: limit - newerLimit })
  if (newerLimit === 0) return { ...toHistory(older), hasNewer: around < reader.room.log.head.seq }
  const newer = await findNewer(reader, { after: around, thread, limit: newerLimit })
  return {
    ...toHistory({
      messages: [...older.messages, ...newer.messages],
      hasMore: older.hasMore,
      isLimited: older.isLimited || newer.isLimited,
    }),
    hasNewer: newer.hasMore,
  }
}
