import { boolean, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { createdAt, deletedAt, id, instant, updatedAt } from './columns.ts'

export const users = pgTable(
  'users',
  {
    id: id(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    emailVerified: boolean('email_verified').notNull().default(false),
    image: text('image'),
    isAnonymous: boolean('is_anonymous').notNull().default(false),
    role: text('role', { enum: ['guest', 'member', 'paid-member', 'moderator', 'administrator'] })
      .notNull()
      .default('guest'),
    /** Grows with every change of role or ban, so that what is older can be told. */
    roleVersion: integer('role_version').notNull().default(1),
    bannedUntil: instant('banned_until'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    deletedAt: deletedAt(),
  },
  (t) => [uniqueIndex('users_email').on(t.email), index('users_created').on(t.createdAt)],
)
