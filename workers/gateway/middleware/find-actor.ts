import { getCookie } from 'hono/cookie'
import type { Actor } from '#domain/roles/can.ts'
import { isCsrfToken } from '#services/sessions/csrf-token.ts'
import { findSession, findSessionById } from '#services/sessions/find-session.ts'
import type { Session } from '#services/sessions/session.ts'
import { verifySignedToken } from '#services/sessions/signed-token.ts'
import { listPublishedKeys } from '#services/signing-keys/signing-key-set.ts'
import { verifyAccessToken } from '#services/signing-keys/verify-access-token.ts'
import type { GatewayContext } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'
import { sessionCookieName } from '../session-cookie.ts'

export const CSRF_HEADER = 'x-csrf-token'

const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i

/** An Authorization header counts alone: a request with a bad one does not fall back to its cookie. */
function presentedCredential(c: GatewayContext): { value: string | undefined; isCookie: boolean } {
  const authorization = c.req.header('authorization')
  if (authorization !== undefined) return { value: BEARER.exec(authorization)?.[1], isCookie: false }
  return { value: getCookie(c, sessionCookieName(c.get('platform').environment)), isCookie: true }
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A browser sends the cookie by itself; the token only a page of ours can send. */
async function requireCsrfToken(c: GatewayContext, sessionToken: string): Promise<void> {
  if (SAFE_METHODS.has(c.req.method)) return
  const { AUTH_SECRET } = c.get('platform').environment
  const presented = c.req.header(CSRF_HEADER) ?? ''
  if (!(await isCsrfToken(presented, sessionToken, AUTH_SECRET)))
    throw new GatewayRefusal('csrf_token_required')
}

/** The session behind the credential that came with the request, and its token; null where there is none. */
export async function findPresentedSession(
  c: GatewayContext,
  { requireRecord = false }: { requireRecord?: boolean } = {},
): Promise<{ session: Session; token: string } | null> {
  const { environment, db, cache } = c.get('platform')
  const { value: presented, isCookie } = presentedCredential(c)
  if (presented !== undefined && isAccessToken(presented)) return await findSessionOfJwt(c, presented)
  const token = presented && (await verifySignedToken(presented, environment.AUTH_SECRET))
  if (!token) return null
  const session = await findSession({ db, cache }, { token, now: Date.now(), requireRecord })
  if (session && isCookie) await requireCsrfToken(c, token)
  return session && { session, token }
}

/** Three parts, the first of which is a JSON object in base64url. */
const isAccessToken = (presented: string) => /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(presented)

/** A JWT opens what the session behind it opens, as long as that stands. */
async function findSessionOfJwt(
  c: GatewayContext,
  token: string,
): Promise<{ session: Session; token: string } | null> {
  const { db, environment } = c.get('platform')
  const now = Date.now()
  const keys = (await listPublishedKeys(db, now)).map(({ jwk }) => jwk)
  const named = await verifyAccessToken(keys, { token, issuer: environment.PUBLIC_ORIGIN, now })
  const found = named && (await findSessionById(db, { sessionId: named.sessionId, now }))
  if (!found || found.session.userId !== named?.userId) return null
  return found
}

/** Who asks, where a route is for anyone. */
export async function findActor(c: GatewayContext): Promise<Actor | null> {
  const found = await findPresentedSession(c)
  if (!found) return null
  const { userId, name, role, sessionId } = found.session
  return { userId, name, role, sessionId }
}
