import { boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, deletedAt, id, updatedAt } from './columns.ts'

/** A rule of the word filter: for one room, or for the platform where `roomId` is null. */
export const wordFilterRules = pgTable(
  'word_filter_rules',
  {
    id: id(),
    roomId: uuid('room_id'),
    pattern: text('pattern').notNull(),
    action: text('action', { enum: ['block', 'mask', 'allow'] }).notNull(),
    enabled: boolean('enabled').notNull().default(true),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    deletedAt: deletedAt(),
  },
  (t) => [index('word_filter_rules_room').on(t.roomId)],
)
