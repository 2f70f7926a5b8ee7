import { uuidv7 } from 'uuidv7'
import { accounts, auditEntries, users } from '#schema/postgres/index.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import { isUniqueViolation } from '#services/connections/is-unique-violation.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'

export type CreateAccountInput = {
  name: string
  email: string
  passwordHash: string
  role?: PlatformRole
  isVerified: boolean
  requestId?: string
  now: number
}

/**
 * A person with an e-mail address and a password, and the audit entry, in one batch: nothing or a whole account.
 * @returns the person's id. @throws Refusal `conflict` where the address has an account.
 */
export async function createAccount(
  db: Postgres,
  { name, email, passwordHash, role = 'member', isVerified, requestId, now }: CreateAccountInput,
): Promise<string> {
  const userId = uuidv7()
  const at = new Date(now)
  const stamps = { createdAt: at, updatedAt: at }
  try {
    await db.batch([
      db
        .insert(users)
        .values({ id: userId, name, email: email.toLowerCase(), emailVerified: isVerified, role, ...stamps }),
      db.insert(accounts).values({
        id: uuidv7(),
        accountId: userId,
        providerId: 'credential',
        userId,
        password: passwordHash,
        ...stamps,
      }),
      db.insert(auditEntries).values({
        id: uuidv7(),
        actorId: userId,
        action: 'user.sign-up',
        targetType: 'user',
        targetId: userId,
        detail: { role },
        requestId: requestId ?? null,
        createdAt: at,
      }),
    ])
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal('conflict')
    throw error
  }
  return userId
}
