import { uuidv7 } from 'uuidv7'
import { challenges } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { hashChallengeToken } from './hash-challenge-token.ts'

export type ChallengeKind = (typeof challenges.$inferSelect)['kind']

type Detail = Readonly<Record<string, unknown>>

export type IssueChallengeInput = {
  kind: ChallengeKind
  /** Whom it is about; null where nobody stands behind it: the answer to the caller is the same. */
  userId: string | null
  /** What the answer is checked against, given the challenge's token; hashes, never a secret in the clear. */
  detail: Detail | ((challenge: string) => Promise<Detail>)
  now: number
  lifeMs: number
}

const TOKEN_BYTES = 32

/** Asks someone to prove something once. The token names the challenge to who holds it; only its hash is kept. */
export async function issueChallenge(
  db: Postgres,
  { kind, userId, detail, now, lifeMs }: IssueChallengeInput,
): Promise<{ challenge: string; expiresAt: number }> {
  const challenge = Buffer.from(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))).toString('base64url')
  const expiresAt = now + lifeMs
  await db.insert(challenges).values({
    id: uuidv7(),
    kind,
    tokenHash: await hashChallengeToken(challenge),
    userId,
    detail: typeof detail === 'function' ? await detail(challenge) : detail,
    expiresAt: new Date(expiresAt),
    createdAt: new Date(now),
  })
  return { challenge, expiresAt }
}
