import { index, pgTable, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, deletedAt, id, instant } from './columns.ts'
import { users } from './users.ts'

/** Each stands in for the second factor once. Only its hash is kept. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    id: id(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    codeHash: bytea('code_hash').notNull(),
    usedAt: instant('used_at'),
    createdAt: createdAt(),
    deletedAt: deletedAt(),
  },
  (t) => [index('recovery_codes_user').on(t.userId)],
)
