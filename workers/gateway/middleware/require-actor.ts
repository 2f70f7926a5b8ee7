import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'
import { findPresentedSession } from './find-actor.ts'
import { countAccount } from './rate-limits.ts'

/**
 * Refuses who has no session. Who acts comes from the session and from nothing else in the request. With
 * `requireRecord` the session is looked up in Postgres each time, for routes where the newest revocation must count.
 */
export const requireActor = ({ requireRecord = false }: { requireRecord?: boolean } = {}) =>
  createMiddleware<GatewayEnv>(async (c, next) => {
    const found = await findPresentedSession(c, { requireRecord })
    if (!found) throw new GatewayRefusal('unauthenticated')
    const { session, token } = found
    if (session.bannedUntil !== null && session.bannedUntil > Date.now()) throw new GatewayRefusal('banned')
    const { userId, name, role, sessionId } = session
    await countAccount(c, userId)
    c.set('actor', { userId, name, role, sessionId })
    c.set('roleVersion', session.roleVersion)
    c.set('sessionExpiresAt', session.expiresAt)
    c.set('secondFactorAt', session.secondFactorAt)
    c.set('sessionToken', token)
    await next()
  })
