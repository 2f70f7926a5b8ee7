import { and, eq, isNull } from 'drizzle-orm'
import { secondFactors } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** The person's second factor, confirmed or not yet; null: none. */
export async function findSecondFactor(db: Postgres, userId: string) {
  const [row] = await db
    .select()
    .from(secondFactors)
    .where(and(eq(secondFactors.userId, userId), isNull(secondFactors.deletedAt)))
    .limit(1)
  return row ?? null
}

/** True when signing in asks the person for a second factor. */
export async function hasSecondFactor(db: Postgres, userId: string): Promise<boolean> {
  const factor = await findSecondFactor(db, userId)
  return factor !== null && factor.confirmedAt !== null
}
