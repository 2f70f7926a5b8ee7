import { getTableColumns } from 'drizzle-orm'
import { z } from 'zod'
import { tempOutbox } from '#schema/mysql/index.ts'
import { epoch, mentions, position, seq } from '#schema/wire/ids.ts'
import { roomRole } from '#schema/wire/server/log-events.ts'
import type { OutboxRecord } from './outbox-record.ts'

const messageDetail = z.object({
  type: z.literal('message'),
  replyTo: position.optional(),
  thread: position.optional(),
  mentions: mentions.optional(),
})
const editDetail = z.object({ type: z.literal('edited'), mentions })
const reactionDetail = z.object({
  type: z.literal('reaction'),
  emoji: z.string(),
  change: z.enum(['added', 'removed']),
})
const pinDetail = z.object({ type: z.literal('pin'), change: z.enum(['pinned', 'unpinned']) })
const detail = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('membership'),
    userId: z.uuid(),
    change: z.enum(['joined', 'left', 'removed', 'role']),
    role: roomRole,
    byId: z.uuid().optional(),
    erased: z.literal(true).optional(),
  }),
  z.object({
    type: z.literal('moderation'),
    userId: z.uuid(),
    action: z.enum(['muted', 'unmuted']),
    until: z.int().nullable(),
  }),
  z.object({
    type: z.literal('room'),
    change: z.enum(['created', 'renamed', 'topic', 'archived']),
    name: z.string(),
    topic: z.string().optional(),
  }),
])

const bytes = z.instanceof(Uint8Array)
const contentKey = z.object({ id: z.uuid(), wrapped: bytes, masterKeyVersion: z.int().min(1) })

const common = { roomId: z.uuid(), epoch, seq, actorId: z.uuid(), createdAt: z.date() }
const text = { contentKey, ciphertext: bytes }
const noText = { contentKey: z.null(), ciphertext: z.null() }

const record = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    ...text,
    kind: z.literal('message'),
    clientId: z.uuid(),
    target: z.null(),
    detail: messageDetail.nullable(),
  }),
  z.object({
    ...common,
    ...text,
    kind: z.literal('edited'),
    clientId: z.uuid(),
    target: position,
    detail: editDetail.nullable(),
  }),
  z.object({
    ...common,
    ...noText,
    kind: z.literal('reaction'),
    clientId: z.uuid(),
    target: position,
    detail: reactionDetail,
  }),
  z.object({
    ...common,
    ...noText,
    kind: z.literal('pin'),
    clientId: z.uuid(),
    target: position,
    detail: pinDetail,
  }),
  z.object({
    ...common,
    ...noText,
    kind: z.literal('deleted'),
    clientId: z.uuid().nullable(),
    target: position,
    detail: z.null(),
  }),
  z.object({
    ...common,
    ...noText,
    kind: z.enum(['membership', 'moderation', 'room']),
    clientId: z.uuid().nullable(),
    target: z.null(),
    detail,
  }),
])

const {
  shard: _shard,
  status: _status,
  nextAttemptAt: _nextAttemptAt,
  leaseToken: _leaseToken,
  leaseExpiresAt: _leaseExpiresAt,
  deadLetterReason: _deadLetterReason,
  deliveredAt: _deliveredAt,
  ...columns
} = getTableColumns(tempOutbox)

/** What of an outbox row is the record, and its id and attempts. */
export const OUTBOX_RECORD_COLUMNS = columns
export type OutboxRow = Pick<typeof tempOutbox.$inferSelect, keyof typeof columns>

/** A row of the outbox as the record it was made from; null when it is none, which no retry mends. */
export function parseOutboxRow(row: OutboxRow): OutboxRecord | null {
  const { contentKeyId, wrappedKey, masterKeyVersion, targetEpoch, targetSeq } = row
  const result = record.safeParse({
    ...row,
    target: targetEpoch === null ? null : { epoch: targetEpoch, seq: targetSeq },
    contentKey: contentKeyId === null ? null : { id: contentKeyId, wrapped: wrappedKey, masterKeyVersion },
    detail: typeof row.detail === 'string' ? parseJson(row.detail) : row.detail,
  })
  return result.success ? result.data : null
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}
