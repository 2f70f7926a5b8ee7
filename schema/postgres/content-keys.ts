import { sql } from 'drizzle-orm'
import { index, integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, deletedAt, id, instant } from './columns.ts'

/** The key that encrypts one author's texts in one room, wrapped by a version of the master key. */
export const contentKeys = pgTable(
  'content_keys',
  {
    id: id(),
    roomId: uuid('room_id').notNull(),
    authorId: uuid('author_id').notNull(),
    /** Empty from the moment that its author was erased: then no text under it can be read, wherever it lies. */
    wrapped: bytea('wrapped').notNull(),
    masterKeyVersion: integer('master_key_version').notNull(),
    createdAt: createdAt(),
    /** Set when nothing of the author is left in the room either. */
    destroyedAt: instant('destroyed_at'),
    deletedAt: deletedAt(),
  },
  (t) => [
    index('content_keys_author').on(t.authorId, t.roomId),
    index('content_keys_room').on(t.roomId),
    index('content_keys_erasing')
      .on(t.roomId, t.authorId)
      .where(sql`octet_length(${t.wrapped}) = 0 and ${t.destroyedAt} is null`),
  ],
)
