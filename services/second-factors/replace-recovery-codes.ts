import { and, eq, isNull } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { auditEntries, recoveryCodes } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { createRecoveryCodes, hashRecoveryCode } from './recovery-codes.ts'

export type ReplaceRecoveryCodesInput = {
  userId: string
  requestId?: string
  now: number
}

/** New recovery codes in place of the old ones, with the audit entry. They are shown this once: only hashes are kept. */
export async function replaceRecoveryCodes(
  db: Postgres,
  { userId, requestId, now }: ReplaceRecoveryCodesInput,
): Promise<string[]> {
  const codes = createRecoveryCodes()
  const at = new Date(now)
  const rows = await Promise.all(
    codes.map(async (code) => ({
      id: uuidv7(),
      userId,
      codeHash: await hashRecoveryCode(code),
      createdAt: at,
    })),
  )
  await db.batch([
    db
      .update(recoveryCodes)
      .set({ deletedAt: at })
      .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.deletedAt))),
    db.insert(recoveryCodes).values(rows),
    db.insert(auditEntries).values({
      ...{ id: uuidv7(), actorId: userId, action: 'second-factor.new-codes', createdAt: at },
      ...{ targetType: 'user', targetId: userId, requestId: requestId ?? null },
    }),
  ])
  return codes
}
