import { bigint, integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, deletedAt, instant, updatedAt } from './columns.ts'
import { users } from './users.ts'

/** The secret of a person's one-time passwords (RFC 6238), sealed under a version of the master key. */
export const secondFactors = pgTable('second_factors', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'restrict' }),
  /** Names the secret: a new one gets another. */
  secretId: uuid('secret_id').notNull(),
  sealedSecret: bytea('sealed_secret').notNull(),
  masterKeyVersion: integer('master_key_version').notNull(),
  /** Null until a first code has shown that the person holds the secret. */
  confirmedAt: instant('confirmed_at'),
  /** The time step of the last accepted code: none is accepted twice. */
  lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  deletedAt: deletedAt(),
})
