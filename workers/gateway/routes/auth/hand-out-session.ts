import { setCookie } from 'hono/cookie'
import type { Me } from '#schema/wire/http/me.ts'
import {
  type BegunSession,
  beginSessionFor,
  type Caller,
  SESSION_LIFE_MS,
  type SessionMethod,
} from '#services/sessions/begin-session.ts'
import { computeCsrfToken } from '#services/sessions/csrf-token.ts'
import { findSession } from '#services/sessions/find-session.ts'
import type { GatewayContext } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { CSRF_HEADER } from '../../middleware/find-actor.ts'
import { sessionCookieName } from '../../session-cookie.ts'

const callerOf = (c: GatewayContext): Caller => ({
  userAgent: c.req.header('user-agent') ?? null,
  address: c.req.header('cf-connecting-ip') ?? null,
})

/** Hands a session out: as a cookie for browsers and in `set-auth-token` for everyone else, and tells whose it is. */
export async function handOutSession(c: GatewayContext, begun: BegunSession): Promise<Me> {
  const { environment, db, cache } = c.get('platform')
  const now = Date.now()
  const session = await findSession({ db, cache }, { token: begun.token, now })
  if (!session) throw new Error('The new session can not be found.')
  if (session.bannedUntil !== null && session.bannedUntil > now) throw new GatewayRefusal('banned')
  setCookie(c, sessionCookieName(environment), begun.signed, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: environment.ENVIRONMENT === 'production',
    maxAge: SESSION_LIFE_MS / 1000,
  })
  c.header('set-auth-token', begun.signed)
  c.header(CSRF_HEADER, await computeCsrfToken(begun.token, environment.AUTH_SECRET))
  return { id: session.userId, name: session.name, role: session.role }
}

/** Begins a session and hands it out. */
export async function beginSession(
  c: GatewayContext,
  {
    userId,
    method,
    secondFactorAt = null,
  }: { userId: string; method: SessionMethod; secondFactorAt?: number | null },
): Promise<Me> {
  const { db, environment } = c.get('platform')
  const caller = callerOf(c)
  const begun = await beginSessionFor(
    { db, environment },
    { userId, method, secondFactorAt, caller, now: Date.now() },
  )
  return await handOutSession(c, begun)
}
