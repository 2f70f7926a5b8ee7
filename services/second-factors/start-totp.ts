import { uuidv7 } from 'uuidv7'
import { secondFactors } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Keyring } from '#services/content-keys/create-keyring.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { hasSecondFactor } from './find-second-factor.ts'
import { createTotpSecret, describeTotp } from './totp.ts'

/**
 * A new secret for the person's authenticator; nothing is asked for until a first code has confirmed it.
 * @throws Refusal `conflict` where a second factor stands already.
 */
export async function startTotp(
  { db, keyring }: { db: Postgres; keyring: Keyring },
  { userId, label, now }: { userId: string; label: string; now: number },
): Promise<{ secret: string; uri: string }> {
  if (await hasSecondFactor(db, userId)) throw new Refusal('conflict')
  const secret = createTotpSecret()
  const { sealed, masterKeyVersion } = await keyring.seal(secret, { purpose: 'totp', ownerId: userId })
  const at = new Date(now)
  const values = {
    secretId: uuidv7(),
    sealedSecret: sealed,
    masterKeyVersion,
    confirmedAt: null,
    lastStep: 0,
    updatedAt: at,
  }
  await db
    .insert(secondFactors)
    .values({ userId, ...values, createdAt: at })
    .onConflictDoUpdate({ target: secondFactors.userId, set: { ...values, deletedAt: null } })
  return describeTotp(secret, label)
}
