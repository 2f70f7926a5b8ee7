import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core'
import { createdAt, deletedAt, id, instant } from './columns.ts'
import { users } from './users.ts'

/** What the person's inbox has to be told; written in the transaction of the change itself, told again until it is. */
export const standingChanges = pgTable(
  'standing_changes',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    change: jsonb('change').notNull(),
    toldAt: instant('told_at'),
    createdAt: createdAt(),
    deletedAt: deletedAt(),
  },
  (t) => [index('standing_changes_untold').on(t.createdAt).where(sql`${t.toldAt} is null`)],
)
