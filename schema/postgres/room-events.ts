import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, deletedAt, epochColumn, instant } from './columns.ts'

/** Every event of the room logs that is not a message. Append-only. */
export const roomEvents = pgTable(
  'room_events',
  {
    roomId: uuid('room_id').notNull(),
    epoch: epochColumn(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    kind: text('kind', {
      enum: ['edited', 'deleted', 'reaction', 'pin', 'membership', 'moderation', 'room'],
    }).notNull(),
    actorId: uuid('actor_id').notNull(),
    clientId: uuid('client_id'),
    targetEpoch: integer('target_epoch'),
    targetSeq: bigint('target_seq', { mode: 'number' }),
    contentKeyId: uuid('content_key_id'),
    ciphertext: bytea('ciphertext'),
    /** What is no content: who joined with which role, the room's new name. */
    detail: jsonb('detail'),
    createdAt: createdAt(),
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.roomId, t.epoch, t.seq] }),
    index('room_events_seq').on(t.roomId, t.seq),
    index('room_events_target').on(t.roomId, t.targetEpoch, t.targetSeq),
    index('room_events_membership')
      .on(t.roomId, sql`(${t.detail} ->> 'userId')`, t.seq)
      .where(sql`${t.kind} = 'membership'`),
    index('room_events_moderation')
      .on(t.roomId, sql`(${t.detail} ->> 'userId')`, t.seq)
      .where(sql`${t.kind} = 'moderation'`),
    index('room_events_client').on(t.roomId, t.actorId, t.clientId),
  ],
)
