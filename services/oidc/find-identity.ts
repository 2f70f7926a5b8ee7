import { and, eq, isNull } from 'drizzle-orm'
import { accounts, users } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** A person as a provider knows them. */
export type Identity = {
  /** As `accountProviderOf` names it. */
  accountProvider: string
  subject: string
}

/** The person to whom the identity is linked, unless they have left. */
export async function findIdentity(
  db: Postgres,
  { accountProvider, subject }: Identity,
): Promise<string | null> {
  const [row] = await db
    .select({ userId: users.id })
    .from(accounts)
    .innerJoin(users, eq(users.id, accounts.userId))
    .where(
      and(
        eq(accounts.providerId, accountProvider),
        eq(accounts.accountId, subject),
        isNull(accounts.deletedAt),
        isNull(users.deletedAt),
      ),
    )
    .limit(1)
  return row?.userId ?? null
}
