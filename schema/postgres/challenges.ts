import { index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, deletedAt, id, instant } from './columns.ts'

/** What someone was asked to prove, and may answer once: a mailed code, a second factor, a passkey, a provider's answer. */
export const challenges = pgTable(
  'challenges',
  {
    id: id(),
    kind: text('kind', {
      enum: ['verify-email', 'reset-password', 'second-factor', 'register-passkey', 'use-passkey', 'oidc'],
    }).notNull(),
    /** SHA-256 of the token that names the challenge to its holder. */
    tokenHash: bytea('token_hash').notNull(),
    /** Whom it is about; null where nobody stands behind it, which its holder can't tell. */
    userId: uuid('user_id'),
    /** What the answer is checked against; never a secret in the clear. */
    detail: jsonb('detail'),
    /** Wrong answers so far. */
    failures: integer('failures').notNull().default(0),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    createdAt: createdAt(),
    deletedAt: deletedAt(),
  },
  (t) => [
    uniqueIndex('challenges_token').on(t.tokenHash),
    index('challenges_expiry').on(t.expiresAt),
    index('challenges_user').on(t.userId, t.kind),
  ],
)
