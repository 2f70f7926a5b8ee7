import { ENVELOPE_COLUMNS } from '#domain/envelope/columns.ts'
import { computeAad } from '#domain/envelope/compute-aad.ts'
import { encodeUtf8 } from '#domain/envelope/encode-utf8.ts'
import { sealEnvelope } from '#domain/envelope/envelope.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import type { DataKey, RoomKeys } from './room-keys.ts'

type Place = { roomId: string; keys: RoomKeys }

/** The event as the system of record shall keep it: a text only under its author's content key. */
export async function computeRecord({ roomId, keys }: Place, event: LogEvent): Promise<OutboxRecord> {
  const { epoch, seq, at } = event
  const base = { roomId, epoch, seq, kind: event.type, createdAt: new Date(at) }
  const plain = { clientId: null, target: null, contentKey: null, ciphertext: null, detail: null }
  switch (event.type) {
    case 'message':
    case 'edited': {
      const dataKey = await keys.requireNewest(event.author.id, seq)
      const sealed = await sealText(roomId, event, dataKey)
      const target = event.type === 'edited' ? event.target : null
      return { ...base, ...plain, ...sealed, actorId: event.author.id, clientId: event.id, target }
    }
    case 'deleted':
      return { ...base, ...plain, actorId: event.author.id, clientId: event.id, target: event.target }
    case 'membership': {
      const { member, change, role } = event
      const detail = { type: 'membership' as const, userId: member.id, change, role }
      return { ...base, ...plain, actorId: member.id, detail }
    }
    case 'room': {
      const { author, change, name } = event
      return { ...base, ...plain, actorId: author.id, detail: { type: 'room', change, name } }
    }
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
