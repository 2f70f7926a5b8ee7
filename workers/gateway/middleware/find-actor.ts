import { getCookie } from 'hono/cookie'
import type { Actor } from '#domain/roles/can.ts'
import { findSession } from '#services/sessions/find-session.ts'
import type { Session } from '#services/sessions/session.ts'
import { verifySignedToken } from '#services/sessions/signed-token.ts'
import type { GatewayContext } from '../context.ts'
import { sessionCookieName } from '../session-cookie.ts'

const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i

/** An Authorization header counts alone: a request with a bad one does not fall back to its cookie. */
function presentedToken(c: GatewayContext): string | undefined {
  const authorization = c.req.header('authorization')
  if (authorization !== undefined) return BEARER.exec(authorization)?.[1]
  return getCookie(c, sessionCookieName(c.get('platform').environment))
}

/** The session behind the credential that came with the request, and its token; null where there is none. */
export async function findPresentedSession(
  c: GatewayContext,
  { requireRecord = false }: { requireRecord?: boolean } = {},
): Promise<{ session: Session; token: string } | null> {
  const { environment, db, cache } = c.get('platform')
  const presented = presentedToken(c)
  const token = presented && (await verifySignedToken(presented, environment.AUTH_SECRET))
  if (!token) return null
  const session = await findSession({ db, cache }, { token, now: Date.now(), requireRecord })
  return session && { session, token }
}

/** Who asks, where a route is for anyone. */
export async function findActor(c: GatewayContext): Promise<Actor | null> {
  const found = await findPresentedSession(c)
  if (!found) return null
  const { userId, name, role, sessionId } = found.session
  return { userId, name, role, sessionId }
}
