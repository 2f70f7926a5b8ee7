import { APIError } from 'better-auth/api'
import type { ErrorCode } from '#schema/wire/error-codes.ts'
import type { Me } from '#schema/wire/http/me.ts'
import { isUniqueViolation } from '#services/connections/is-unique-violation.ts'
import { findSession } from '#services/sessions/find-session.ts'
import { verifySignedToken } from '#services/sessions/signed-token.ts'
import type { GatewayContext } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { sessionCookieName } from '../../session-cookie.ts'

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed',
  401: 'unauthenticated',
  403: 'forbidden',
  422: 'conflict',
}

function refuse(error: unknown): never {
  if (isUniqueViolation(error)) throw new GatewayRefusal('conflict')
  if (error instanceof APIError) {
    const code = CODE_BY_STATUS[error.statusCode]
    if (code) throw new GatewayRefusal(code)
    if (error.cause instanceof Error) throw error.cause
  }
  throw error
}

function readSetCookie(headers: Headers, name: string): string | undefined {
  const prefix = `${name}=`
  const cookie = headers.getSetCookie().find((candidate) => candidate.startsWith(prefix))
  return cookie && decodeURIComponent(cookie.slice(prefix.length).split(';', 1)[0] ?? '')
}

/** Only what the session row notes of the caller; a cookie would make the library look for a session to extend. */
export const callerHeaders = (c: GatewayContext): Headers => {
  const headers = new Headers()
  for (const name of ['user-agent', 'cf-connecting-ip']) {
    const value = c.req.header(name)
    if (value !== undefined) headers.set(name, value)
  }
  return headers
}

/**
 * Hands out the session that `begin` makes: as a cookie for browsers and in `set-auth-token` for everyone else, and
 * tells who it belongs to.
 */
export async function beginSession(
  c: GatewayContext,
  begin: () => Promise<{ headers: Headers }>,
): Promise<Me> {
  const { environment, db, cache } = c.get('platform')
  const { headers } = await begin().catch(refuse)
  const signed = readSetCookie(headers, sessionCookieName(environment))
  const token = signed && (await verifySignedToken(signed, environment.AUTH_SECRET))
  const session = token ? await findSession({ db, cache }, { token, now: Date.now() }) : null
  if (!signed || !session) throw new Error('The new session can not be found.')
  if (session.bannedUntil !== null && session.bannedUntil > Date.now()) throw new GatewayRefusal('banned')
  for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
  c.header('set-auth-token', signed)
  return { id: session.userId, name: session.name, role: session.role }
}
