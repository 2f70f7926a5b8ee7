import { uuidv7 } from 'uuidv7'
import { sessions } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Environment } from '#services/environment/parse-environment.ts'
import { signToken } from './signed-token.ts'

export const SESSION_LIFE_MS = 14 * 24 * 3_600_000
const TOKEN_BYTES = 32

export type SessionMethod = NonNullable<(typeof sessions.$inferSelect)['method']>

/** What the session row notes of who began it. */
export type Caller = { userAgent: string | null; address: string | null }

export type BeginSessionInput = {
  userId: string
  method: SessionMethod
  /** When a second factor was checked for it, milliseconds. */
  secondFactorAt: number | null
  caller: Caller
  now: number
}

export type BegunSession = {
  sessionId: string
  userId: string
  token: string
  /** What the cookie and the bearer token carry. */
  signed: string
  expiresAt: number
}

const MAX_USER_AGENT_CHARACTERS = 512

/** A new session of a person, good for 14 days. It is never one that somebody brought along, so none can be fixed beforehand. */
export async function beginSessionFor(
  { db, environment }: { db: Postgres; environment: Pick<Environment, 'AUTH_SECRET'> },
  { userId, method, secondFactorAt, caller, now }: BeginSessionInput,
): Promise<BegunSession> {
  const token = Buffer.from(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))).toString('base64url')
  const sessionId = uuidv7()
  const expiresAt = now + SESSION_LIFE_MS
  const at = new Date(now)
  await db.insert(sessions).values({
    id: sessionId,
    userId,
    token,
    expiresAt: new Date(expiresAt),
    ipAddress: caller.address,
    userAgent: caller.userAgent?.slice(0, MAX_USER_AGENT_CHARACTERS) ?? null,
    method,
    secondFactorAt: secondFactorAt === null ? null : new Date(secondFactorAt),
    lastSeenAt: at,
    createdAt: at,
    updatedAt: at,
  })
  return { sessionId, userId, token, signed: await signToken(token, environment.AUTH_SECRET), expiresAt }
}
