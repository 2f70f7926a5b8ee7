import { bigint, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { deletedAt, instant, updatedAt } from './columns.ts'
import { rooms } from './rooms.ts'
import { users } from './users.ts'

export const roomMembers = pgTable(
  'room_members',
  {
    roomId: uuid('room_id')
      .notNull()
      .references(() => rooms.id, { onDelete: 'restrict' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    role: text('role', { enum: ['owner', 'moderator', 'member'] }).notNull(),
    /** The seq of the membership event that this row stands at; an older event changes nothing. */
    changedSeq: bigint('changed_seq', { mode: 'number' }).notNull(),
    joinedAt: instant('joined_at').notNull(),
    /** While it lies ahead the member may say nothing. */
    mutedUntil: instant('muted_until'),
    updatedAt: updatedAt(),
    /** Set when the person left. */
    deletedAt: deletedAt(),
  },
  (t) => [primaryKey({ columns: [t.roomId, t.userId] }), index('room_members_user').on(t.userId)],
)
