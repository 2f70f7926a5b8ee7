import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, deletedAt, id, instant, updatedAt } from './columns.ts'

export const verifications = pgTable(
  'verifications',
  {
    id: id(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    deletedAt: deletedAt(),
  },
  (t) => [index('verifications_identifier').on(t.identifier)],
)
