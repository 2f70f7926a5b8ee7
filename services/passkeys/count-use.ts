import { and, eq, isNull, lt } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { auditEntries, passkeys } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

export type CountUseInput = {
  passkey: { id: string; userId: string }
  counter: number
  isBackedUp: boolean
  requestId?: string
  now: number
}

/**
 * Notes a use of the passkey. False, with an audit entry, when its counter did not grow: then there may be a second copy of it
 * (WebAuthn, section 6.1.1). An authenticator that does not count says 0 each time.
 */
export async function countUse(
  db: Postgres,
  { passkey, counter, isBackedUp, requestId, now }: CountUseInput,
): Promise<boolean> {
  const at = new Date(now)
  const counted = await db
    .update(passkeys)
    .set({ counter, isBackedUp, lastUsedAt: at, updatedAt: at })
    .where(
      and(
        eq(passkeys.id, passkey.id),
        isNull(passkeys.deletedAt),
        counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter),
      ),
    )
    .returning({ id: passkeys.id })
  if (counted.length === 1) return true
  await db.insert(auditEntries).values({
    ...{
      id: uuidv7(),
      actorId: null,
      action: 'passkey.refused',
      targetType: 'passkey',
      targetId: passkey.id,
    },
    ...{ detail: { userId: passkey.userId, reason: 'counter' }, requestId: requestId ?? null, createdAt: at },
  })
  return false
}
