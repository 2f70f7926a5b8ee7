import { and, eq, isNull } from 'drizzle-orm'
import { passkeys, users } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { KnownCredential } from './verify-authentication.ts'

export type FoundPasskey = KnownCredential & { id: string }

/** The passkey of a person who has not left that an authenticator names so. */
export async function findPasskey(db: Postgres, credentialId: string): Promise<FoundPasskey | null> {
  const { id, userId, publicKey } = passkeys
  const [row] = await db
    .select({ id, userId, credentialId: passkeys.credentialId, publicKey })
    .from(passkeys)
    .innerJoin(users, eq(users.id, passkeys.userId))
    .where(and(eq(passkeys.credentialId, credentialId), isNull(passkeys.deletedAt), isNull(users.deletedAt)))
    .limit(1)
  return row ?? null
}
