import { index, integer, jsonb, pgTable } from 'drizzle-orm/pg-core'
import { bytea, createdAt, deletedAt, id, instant } from './columns.ts'

/** An Ed25519 key that signs access tokens: published before it signs, and for as long as what it signed may live. */
export const signingKeys = pgTable(
  'signing_keys',
  {
    id: id(),
    publicJwk: jsonb('public_jwk').notNull(),
    sealedPrivateKey: bytea('sealed_private_key').notNull(),
    masterKeyVersion: integer('master_key_version').notNull(),
    signsFrom: instant('signs_from').notNull(),
    signsUntil: instant('signs_until').notNull(),
    publishedUntil: instant('published_until').notNull(),
    createdAt: createdAt(),
    deletedAt: deletedAt(),
  },
  (t) => [index('signing_keys_published').on(t.publishedUntil)],
)
