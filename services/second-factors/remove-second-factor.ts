import { and, eq, isNull } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { auditEntries, recoveryCodes, secondFactors } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** Turns the person's second factor off; the secret and the codes are blanked or marked, and the audit entry tells. */
export async function removeSecondFactor(
  db: Postgres,
  { userId, requestId, now }: { userId: string; requestId?: string; now: number },
): Promise<void> {
  const at = new Date(now)
  await db.batch([
    db
      .update(secondFactors)
      .set({ deletedAt: at, updatedAt: at, confirmedAt: null, sealedSecret: new Uint8Array() })
      .where(eq(secondFactors.userId, userId)),
    db
      .update(recoveryCodes)
      .set({ deletedAt: at })
      .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.deletedAt))),
    db.insert(auditEntries).values({
      ...{ id: uuidv7(), actorId: userId, action: 'second-factor.off', targetType: 'user', targetId: userId },
      ...{ requestId: requestId ?? null, createdAt: at },
    }),
  ])
}
