import { jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, deletedAt, instant } from './columns.ts'

/** Each event of the billing provider, by the provider's id: one that comes again changes nothing. */
export const billingEvents = pgTable('billing_events', {
  id: text('id').primaryKey(),
  type: text('type').notNull(),
  userId: uuid('user_id').notNull(),
  /** By the provider's clock: an older event than the last one changes nothing. */
  occurredAt: instant('occurred_at').notNull(),
  detail: jsonb('detail'),
  createdAt: createdAt(),
  deletedAt: deletedAt(),
})
