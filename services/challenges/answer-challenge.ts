import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { challenges } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { hashChallengeToken } from './hash-challenge-token.ts'
import type { ChallengeKind } from './issue-challenge.ts'

/** Wrong answers after which a challenge takes none any more. */
export const MAX_CHALLENGE_FAILURES = 5

export type StandingChallenge = { id: string; userId: string | null; detail: unknown }

const isStanding = (now: number) =>
  and(
    isNull(challenges.usedAt),
    isNull(challenges.deletedAt),
    gt(challenges.expiresAt, new Date(now)),
    lt(challenges.failures, MAX_CHALLENGE_FAILURES),
  )

/**
 * Takes one attempt at the challenge that `token` names. The attempt is counted before the answer is looked at, so that no two
 * at once get more tries than one after the other. Null: unknown, used, expired, or tried too often.
 */
export async function takeAttempt(
  db: Postgres,
  { kind, token, now }: { kind: ChallengeKind; token: string; now: number },
): Promise<StandingChallenge | null> {
  const [row] = await db
    .update(challenges)
    .set({ failures: sql`${challenges.failures} + 1` })
    .where(
      and(
        eq(challenges.tokenHash, await hashChallengeToken(token)),
        eq(challenges.kind, kind),
        isStanding(now),
      ),
    )
    .returning({ id: challenges.id, userId: challenges.userId, detail: challenges.detail })
  return row ?? null
}

/** Uses the challenge up, after its answer was found right, and forgets what it was checked against. False when another answer was faster. */
export async function completeChallenge(
  db: Postgres,
  { id, now }: { id: string; now: number },
): Promise<boolean> {
  const used = await db
    .update(challenges)
    .set({ usedAt: new Date(now), detail: null })
    .where(and(eq(challenges.id, id), isNull(challenges.usedAt)))
    .returning({ id: challenges.id })
  return used.length === 1
}
