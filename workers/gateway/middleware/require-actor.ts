import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { findSession } from '#services/sessions/find-session.ts'
import { verifySignedToken } from '#services/sessions/signed-token.ts'
import type { GatewayContext, GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'
import { sessionCookieName } from '../session-cookie.ts'

const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i

/** An Authorization header counts alone: a request with a bad one does not fall back to its cookie. */
function presentedToken(c: GatewayContext): string | undefined {
  const authorization = c.req.header('authorization')
  if (authorization !== undefined) return BEARER.exec(authorization)?.[1]
  return getCookie(c, sessionCookieName(c.get('platform').environment))
}

/**
 * Refuses who has no session. Who acts comes from the session and from nothing else in the request. With
 * `requireRecord` the session is looked up in Postgres each time, for routes where the newest revocation must count.
 */
export const requireActor = ({ requireRecord = false }: { requireRecord?: boolean } = {}) =>
  createMiddleware<GatewayEnv>(async (c, next) => {
    const { environment, db, cache } = c.get('platform')
    const presented = presentedToken(c)
    const token = presented && (await verifySignedToken(presented, environment.AUTH_SECRET))
    if (!token) throw new GatewayRefusal('unauthenticated')
    const now = Date.now()
    const session = await findSession({ db, cache }, { token, now, requireRecord })
    if (!session) throw new GatewayRefusal('unauthenticated')
    if (session.bannedUntil !== null && session.bannedUntil > now) throw new GatewayRefusal('banned')
    const { userId, name, role, sessionId } = session
    c.set('actor', { userId, name, role, sessionId })
    c.set('roleVersion', session.roleVersion)
    c.set('sessionExpiresAt', session.expiresAt)
    c.set('sessionToken', token)
    await next()
  })
