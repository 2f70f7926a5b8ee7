import { index, integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, deletedAt, id, instant } from './columns.ts'

/** The key that encrypts one author's texts in one room, wrapped by a version of the master key. */
export const contentKeys = pgTable(
  'content_keys',
  {
    id: id(),
    roomId: uuid('room_id').notNull(),
    authorId: uuid('author_id').notNull(),
    wrapped: bytea('wrapped').notNull(),
    masterKeyVersion: integer('master_key_version').notNull(),
    createdAt: createdAt(),
    /** Set when the key was erased: `wrapped` is empty and the texts under it can't be read any more. */
    destroyedAt: instant('destroyed_at'),
    deletedAt: deletedAt(),
  },
  (t) => [index('content_keys_author').on(t.authorId, t.roomId), index('content_keys_room').on(t.roomId)],
)
