import { and, desc, eq, isNull } from 'drizzle-orm'
import { passkeys } from '#schema/postgres/index.ts'
import type { Passkey } from '#schema/wire/http/passkeys.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** The passkeys of a person, the newest first. */
export async function listPasskeys(db: Postgres, userId: string): Promise<Passkey[]> {
  const rows = await db
    .select()
    .from(passkeys)
    .where(and(eq(passkeys.userId, userId), isNull(passkeys.deletedAt)))
    .orderBy(desc(passkeys.id))
  return rows.map(({ id, name, createdAt, lastUsedAt, isBackedUp }) => ({
    ...{ id, name, isBackedUp },
    createdAt: createdAt.getTime(),
    lastUsedAt: lastUsedAt?.getTime() ?? null,
  }))
}
