import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, deletedAt, epochColumn, instant } from './columns.ts'

/** The message events of the room logs: as first sent, encrypted. Edits and deletions stand in `room_events`. */
export const messages = pgTable(
  'messages',
  {
    roomId: uuid('room_id').notNull(),
    epoch: epochColumn(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    authorId: uuid('author_id').notNull(),
    clientId: uuid('client_id').notNull(),
    contentKeyId: uuid('content_key_id').notNull(),
    ciphertext: bytea('ciphertext').notNull(),
    /** The message that it answers. */
    replyEpoch: integer('reply_epoch'),
    replySeq: bigint('reply_seq', { mode: 'number' }),
    /** The first message of its thread. */
    threadEpoch: integer('thread_epoch'),
    threadSeq: bigint('thread_seq', { mode: 'number' }),
    /** Whom it names, as first sent. */
    mentions: uuid('mentions').array(),
    pinnedAt: instant('pinned_at'),
    /** By the room's clock. */
    createdAt: createdAt(),
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    deletedAt: deletedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.roomId, t.epoch, t.seq] }),
    index('messages_history').on(t.roomId, t.seq),
    index('messages_thread').on(t.roomId, t.threadSeq, t.seq).where(sql`${t.threadSeq} is not null`),
    index('messages_client').on(t.roomId, t.authorId, t.clientId),
  ],
)
