import { uuidv7 } from 'uuidv7'
import { accounts, auditEntries, users } from '#schema/postgres/index.ts'
import { isUniqueViolation } from '#services/connections/is-unique-violation.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import type { Identity } from './find-identity.ts'
import type { Profile } from './profile.ts'

export type CreatePersonInput = { identity: Identity; profile: Profile; requestId?: string; now: number }

/**
 * A new person whom a provider has named: a member where it has verified their address, else a guest without one, who can become a
 * member by signing up. With the audit entry, in one batch.
 * @returns the person's id. @throws Refusal `conflict` where the address has an account: a provider's word takes none over.
 */
export async function createPerson(
  db: Postgres,
  { identity, profile, requestId, now }: CreatePersonInput,
): Promise<string> {
  const userId = uuidv7()
  const at = new Date(now)
  const stamps = { createdAt: at, updatedAt: at }
  const { name, verifiedEmail } = profile
  const role = verifiedEmail === null ? 'guest' : 'member'
  const { accountProvider: providerId, subject: accountId } = identity
  try {
    await db.batch([
      db.insert(users).values({
        ...{ id: userId, name, role, isAnonymous: verifiedEmail === null, ...stamps },
        email: verifiedEmail ?? `${userId}@guest.invalid`,
        emailVerified: verifiedEmail !== null,
      }),
      db.insert(accounts).values({ id: uuidv7(), accountId, providerId, userId, ...stamps }),
      db.insert(auditEntries).values({
        ...{ id: uuidv7(), actorId: userId, action: 'user.sign-up', targetType: 'user', targetId: userId },
        ...{ detail: { role, provider: providerId }, requestId: requestId ?? null, createdAt: at },
      }),
    ])
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal('conflict')
    throw error
  }
  return userId
}
