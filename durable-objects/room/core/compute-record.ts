import { ENVELOPE_COLUMNS } from '#domain/envelope/columns.ts'
import { computeAad } from '#domain/envelope/compute-aad.ts'
import { encodeUtf8 } from '#domain/envelope/encode-utf8.ts'
import { sealEnvelope } from '#domain/envelope/envelope.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { OutboxDetail, OutboxRecord } from '#services/outbox/outbox-record.ts'
import type { DataKey, RoomKeys } from './room-keys.ts'
import type { RoomLog } from './room-log.ts'

type Place = { roomId: string; keys: RoomKeys; log: Pick<RoomLog, 'isErased'> }

const NOTHING = new Uint8Array(0)

/** The event as the system of record shall keep it: a text only under its author's content key. */
export async function computeRecord({ roomId, keys, log }: Place, event: LogEvent): Promise<OutboxRecord> {
  const { epoch, seq, at } = event
  const base = { roomId, epoch, seq, kind: event.type, createdAt: new Date(at) }
  const plain = { clientId: null, target: null, contentKey: null, ciphertext: null, detail: null }
  switch (event.type) {
    case 'message':
    case 'edited': {
      const sealed = log.isErased(event.author.id)
        ? { contentKey: keys.requireDestroyed(event.author.id, seq), ciphertext: NOTHING }
        : await sealText(roomId, event, await keys.requireNewest(event.author.id, seq))
      const target = event.type === 'edited' ? event.target : null
      const detail = describeText(event)
      return { ...base, ...plain, ...sealed, actorId: event.author.id, clientId: event.id, target, detail }
    }
    case 'deleted':
      return { ...base, ...plain, actorId: event.author.id, clientId: event.id, target: event.target }
    case 'reaction': {
      const { id, author, target, emoji, change } = event
      const detail = { type: 'reaction' as const, emoji, change }
      return { ...base, ...plain, actorId: author.id, clientId: id, target, detail }
    }
    case 'pin': {
      const { id, author, target, change } = event
      return { ...base, ...plain, actorId: author.id, clientId: id, target, detail: { type: 'pin', change } }
    }
    case 'moderation': {
      const { author, member, action, until } = event
      const detail = { type: 'moderation' as const, userId: member.id, action, until }
      return { ...base, ...plain, actorId: author.id, detail }
    }
    case 'membership': {
      const { member, change, role, author, erased } = event
      const detail = {
        type: 'membership' as const,
        userId: member.id,
        change,
        role,
        ...(author ? { byId: author.id } : {}),
        ...(erased ? { erased } : {}),
      }
      return { ...base, ...plain, actorId: author?.id ?? member.id, detail }
    }
    case 'room': {
      const { author, change, name, topic } = event
      const detail = { type: 'room' as const, change, name, ...(topic === undefined ? {} : { topic }) }
      return { ...base, ...plain, actorId: author.id, detail }
    }
  }
}

/** The record as it may leave the room once its author was erased. */
export const withoutText = (record: OutboxRecord): OutboxRecord =>
  record.contentKey
    ? { ...record, contentKey: { ...record.contentKey, wrapped: NOTHING }, ciphertext: NOTHING }
    : record

/** What of a text is no content; null where there is nothing of it. */
function describeText(event: Extract<LogEvent, { type: 'message' | 'edited' }>): OutboxDetail | null {
  const { mentions } = event
  if (event.type === 'edited') return mentions ? { type: 'edited', mentions } : null
  const { replyTo, thread } = event
  if (!replyTo && !thread && !mentions) return null
  return {
    type: 'message',
    ...(replyTo ? { replyTo } : {}),
    ...(thread ? { thread } : {}),
    ...(mentions ? { mentions } : {}),
  }
}

async function sealText(
  roomId: string,
  event: Extract<LogEvent, { type: 'message' | 'edited' }>,
  { wrapped, key }: DataKey,
) {
  const { epoch, seq, type, text } = event
  const aad = computeAad({ roomId, epoch, seq, column: ENVELOPE_COLUMNS[type], keyId: wrapped.id })
  const ciphertext = await sealEnvelope(key, encodeUtf8(text), aad)
  const { id, masterKeyVersion } = wrapped
  return { contentKey: { id, wrapped: wrapped.wrapped, masterKeyVersion }, ciphertext }
}
