import { bigint, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { deletedAt, epochColumn, instant } from './columns.ts'

/** Reactions as they stand, computed from the log. */
export const messageReactions = pgTable(
  'message_reactions',
  {
    roomId: uuid('room_id').notNull(),
    targetEpoch: epochColumn('target_epoch'),
    targetSeq: bigint('target_seq', { mode: 'number' }).notNull(),
    emoji: text('emoji').notNull(),
    userId: uuid('user_id').notNull(),
    /** The seq of the event that it stands at; an older event changes nothing. */
    seq: bigint('seq', { mode: 'number' }).notNull(),
    changedAt: instant('changed_at').notNull(),
    /** Set when it was taken back. */
    deletedAt: deletedAt(),
  },
  (t) => [primaryKey({ columns: [t.roomId, t.targetEpoch, t.targetSeq, t.emoji, t.userId] })],
)
