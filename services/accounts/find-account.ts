import { and, eq, isNull } from 'drizzle-orm'
import { accounts, users } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

export type FoundAccount = { userId: string; name: string; email: string; passwordHash: string | null }

const SELECTED = { userId: users.id, name: users.name, email: users.email, passwordHash: accounts.password }

const selectAccount = (db: Postgres) =>
  db
    .select(SELECTED)
    .from(users)
    .leftJoin(
      accounts,
      and(eq(accounts.userId, users.id), eq(accounts.providerId, 'credential'), isNull(accounts.deletedAt)),
    )

/** The person with this address and the hash of their password, if they have one. */
export async function findAccountByEmail(db: Postgres, email: string): Promise<FoundAccount | null> {
  const [row] = await selectAccount(db)
    .where(and(eq(users.email, email.toLowerCase()), eq(users.isAnonymous, false), isNull(users.deletedAt)))
    .limit(1)
  return row ?? null
}

export async function findAccountById(db: Postgres, userId: string): Promise<FoundAccount | null> {
  const [row] = await selectAccount(db)
    .where(and(eq(users.id, userId), isNull(users.deletedAt)))
    .limit(1)
  return row ?? null
}
