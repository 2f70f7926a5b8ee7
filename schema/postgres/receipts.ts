import { bigint, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { deletedAt, instant, updatedAt } from './columns.ts'

/** How far a member's devices have received, and the member has read, a room. */
export const receipts = pgTable(
  'receipts',
  {
    roomId: uuid('room_id').notNull(),
    userId: uuid('user_id').notNull(),
    epoch: integer('epoch').notNull(),
    deliveredSeq: bigint('delivered_seq', { mode: 'number' }).notNull().default(0),
    deliveredAt: instant('delivered_at'),
    readSeq: bigint('read_seq', { mode: 'number' }).notNull().default(0),
    readAt: instant('read_at'),
    updatedAt: updatedAt(),
    deletedAt: deletedAt(),
  },
  (t) => [primaryKey({ columns: [t.roomId, t.userId] })],
)
