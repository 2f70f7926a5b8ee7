import type { SQL } from 'drizzle-orm'
import type { Postgres } from '#services/connections/postgres.ts'
import type { OutboxRecord, WrappedKey } from '#services/outbox/outbox-record.ts'
import {
  insertContentKeys,
  insertMessages,
  insertRoomEvents,
  lockRooms,
  projectEpochs,
  projectMarks,
  projectMembers,
  projectMutes,
  projectReactions,
  projectRooms,
  requestErasures,
} from './statements.ts'

/**
 * Writes log events, their keys and what follows from them to the system of record, in one transaction. Repeating it
 * changes nothing, and any order of arrival ends in the same state.
 * @throws the driver's error; then nothing of the batch is written, or the reply was lost and it may be repeated.
 */
export async function recordEvents(db: Postgres, records: readonly OutboxRecord[]): Promise<void> {
  const [first, ...rest] = computeStatements(records).map((statement) => db.execute(statement))
  if (first) await db.batch([first, ...rest])
}

function computeStatements(records: readonly OutboxRecord[]): SQL[] {
  const messages = records.filter((record) => record.kind === 'message')
  const events = records.filter((record) => record.kind !== 'message')
  const keys = collectKeys(records)
  const members = collectMembers(events, ['membership'])
  const muted = collectMembers(events, ['membership', 'moderation'])
  const reactions = collectReactions(events)
  const changed = unique(events.filter((event) => event.kind === 'room').map((event) => event.roomId))
  const shown = [
    ...messages.map(({ roomId, epoch, seq }) => ({ room_id: roomId, epoch, seq })),
    ...events.flatMap(({ kind, roomId, target }) =>
      (kind === 'deleted' || kind === 'pin') && target ? [{ room_id: roomId, ...target }] : [],
    ),
  ]
  const roomIds = unique(records.map((record) => record.roomId)).sort()
  const statements: [readonly unknown[], SQL][] = [
    [roomIds, lockRooms(roomIds)],
    [keys, insertContentKeys(keys)],
    [messages, insertMessages(messages.map(toMessageRow))],
    [events, insertRoomEvents(events.map(toEventRow))],
    [shown, projectMarks(shown)],
    [reactions, projectReactions(reactions)],
    [members, projectMembers(members)],
    [members, requestErasures(members)],
    [muted, projectMutes(muted)],
    [changed, projectRooms(changed)],
    [records, projectEpochs(collectEpochs(records))],
  ]
  return statements.flatMap(([rows, statement]) => (rows.length > 0 ? [statement] : []))
}

const unique = (values: string[]): string[] => [...new Set(values)]

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const toMessageRow = (record: OutboxRecord) => ({
  room_id: record.roomId,
  epoch: record.epoch,
  seq: record.seq,
  author_id: record.actorId,
  client_id: record.clientId,
  content_key_id: record.contentKey?.id ?? null,
  ciphertext: record.ciphertext && base64(record.ciphertext),
  ...describeMessage(record.detail),
  created_at: record.createdAt,
})

function describeMessage(detail: OutboxRecord['detail']) {
  const { replyTo, thread, mentions } = detail?.type === 'message' ? detail : {}
  return {
    reply_epoch: replyTo?.epoch ?? null,
    reply_seq: replyTo?.seq ?? null,
    thread_epoch: thread?.epoch ?? null,
    thread_seq: thread?.seq ?? null,
    mentions: mentions ?? null,
  }
}

const toEventRow = (record: OutboxRecord) => ({
  room_id: record.roomId,
  epoch: record.epoch,
  seq: record.seq,
  kind: record.kind,
  actor_id: record.actorId,
  client_id: record.clientId,
  target_epoch: record.target?.epoch ?? null,
  target_seq: record.target?.seq ?? null,
  content_key_id: record.contentKey?.id ?? null,
  ciphertext: record.ciphertext && base64(record.ciphertext),
  detail: record.detail,
  created_at: record.createdAt,
})

function collectKeys(records: readonly OutboxRecord[]) {
  const keys = new Map<string, ReturnType<typeof toKeyRow>>()
  for (const record of records) {
    if (record.contentKey && !keys.has(record.contentKey.id)) {
      keys.set(record.contentKey.id, toKeyRow(record, record.contentKey))
    }
  }
  return [...keys.values()]
}

const toKeyRow = (record: OutboxRecord, key: WrappedKey) => ({
  id: key.id,
  room_id: record.roomId,
  author_id: record.actorId,
  wrapped: base64(key.wrapped),
  master_key_version: key.masterKeyVersion,
  created_at: record.createdAt,
})

function collectMembers(events: readonly OutboxRecord[], kinds: readonly string[]) {
  const members = new Map<string, { room_id: string; user_id: string }>()
  for (const { roomId, detail } of events) {
    if ((detail?.type !== 'membership' && detail?.type !== 'moderation') || !kinds.includes(detail.type))
      continue
    members.set(`${roomId} ${detail.userId}`, { room_id: roomId, user_id: detail.userId })
  }
  return [...members.values()]
}

function collectReactions(events: readonly OutboxRecord[]) {
  const reactions = new Map<string, object>()
  for (const { roomId, actorId, target, detail } of events) {
    if (detail?.type !== 'reaction' || !target) continue
    const { epoch, seq } = target
    const key = `${roomId} ${epoch} ${seq} ${detail.emoji} ${actorId}`
    reactions.set(key, { room_id: roomId, epoch, seq, emoji: detail.emoji, user_id: actorId })
  }
  return [...reactions.values()]
}

function collectEpochs(records: readonly OutboxRecord[]) {
  const epochs = new Map<string, number>()
  for (const { roomId, epoch } of records) epochs.set(roomId, Math.max(epoch, epochs.get(roomId) ?? 0))
  return [...epochs].map(([room_id, epoch]) => ({ room_id, epoch })).sort(byRoom)
}

const byRoom = (a: { room_id: string }, b: { room_id: string }) => (a.room_id < b.room_id ? -1 : 1)
