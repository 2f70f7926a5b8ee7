import { and, eq, isNull } from 'drizzle-orm'
import { recoveryCodes } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Keyring } from '#services/content-keys/create-keyring.ts'
import { hashRecoveryCode } from './recovery-codes.ts'
import { takeTotpCode } from './take-totp-code.ts'

const TOTP_CODE = /^\d{6}$/

/** True when `code` is a code of the person's authenticator, or a recovery code, that was not used before. It is used up. */
export async function checkSecondFactor(
  { db, keyring }: { db: Postgres; keyring: Keyring },
  { userId, code, now }: { userId: string; code: string; now: number },
): Promise<boolean> {
  if (TOTP_CODE.test(code)) return await takeTotpCode({ db, keyring }, { userId, code, now })
  const used = await db
    .update(recoveryCodes)
    .set({ usedAt: new Date(now) })
    .where(
      and(
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.codeHash, await hashRecoveryCode(code)),
        isNull(recoveryCodes.usedAt),
        isNull(recoveryCodes.deletedAt),
      ),
    )
    .returning({ id: recoveryCodes.id })
  return used.length > 0
}
