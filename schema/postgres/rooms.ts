import { bigint, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, deletedAt, id, instant, updatedAt } from './columns.ts'
import { users } from './users.ts'

export const rooms = pgTable(
  'rooms',
  {
    id: id(),
    name: text('name').notNull(),
    topic: text('topic').notNull().default(''),
    /** Who may join: everyone, members of the platform, paid members, or who was invited. */
    visibility: text('visibility', { enum: ['public', 'members', 'paid', 'private'] }).notNull(),
    mode: text('mode', { enum: ['moderated', 'sealed'] })
      .notNull()
      .default('moderated'),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    /** The newest epoch that an object has taken for its log; 0 before the first. */
    epoch: integer('epoch').notNull().default(0),
    /** The seq of the room event that `name` and `archivedAt` stand at; an older event changes nothing. */
    changedSeq: bigint('changed_seq', { mode: 'number' }).notNull().default(0),
    archivedAt: instant('archived_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    deletedAt: deletedAt(),
  },
  (t) => [index('rooms_listing').on(t.createdAt, t.id)],
)
