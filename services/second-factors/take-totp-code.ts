import { and, eq, isNull, lt } from 'drizzle-orm'
import { secondFactors } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Keyring } from '#services/content-keys/create-keyring.ts'
import { findSecondFactor } from './find-second-factor.ts'
import { findTotpStep } from './totp.ts'

/**
 * True when `code` is one of now by the person's authenticator and was not used before: the last step moves forwards in one
 * conditional statement, so of two at once one is refused.
 */
export async function takeTotpCode(
  { db, keyring }: { db: Postgres; keyring: Keyring },
  { userId, code, now }: { userId: string; code: string; now: number },
): Promise<boolean> {
  const factor = await findSecondFactor(db, userId)
  if (!factor || factor.confirmedAt === null) return false
  const { sealedSecret: sealed, masterKeyVersion, secretId } = factor
  const secret = await keyring.open({ sealed, masterKeyVersion }, { purpose: 'totp', ownerId: userId })
  const step = findTotpStep(secret, code, now)
  if (step === null) return false
  const taken = await db
    .update(secondFactors)
    .set({ lastStep: step, updatedAt: new Date(now) })
    .where(
      and(
        eq(secondFactors.userId, userId),
        eq(secondFactors.secretId, secretId),
        lt(secondFactors.lastStep, step),
        isNull(secondFactors.deletedAt),
      ),
    )
    .returning({ userId: secondFactors.userId })
  return taken.length === 1
}
