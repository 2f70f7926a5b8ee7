import { getCookie, setCookie } from 'hono/cookie'
import type { GatewayContext } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { sessionCookieName } from '../../session-cookie.ts'
import { digestOf } from './account-digest.ts'

/** Clients that keep no cookies send it as they got it. */
export const DEVICE_HEADER = 'sentinel-device'
const DEVICE_LIFE_SECONDS = 365 * 24 * 3_600

const cookieName = (c: GatewayContext) =>
  sessionCookieName(c.get('platform').environment).replace('session_token', 'device')

/**
 * Lets one try at an account's password through, unless it comes too soon. `attempt` tells whether it was right; a device that got it
 * right is known from then on.
 */
export async function throttleSignIn<T>(
  c: GatewayContext,
  email: string,
  attempt: () => Promise<T | null>,
): Promise<T | null> {
  const { throttle, environment } = c.get('platform')
  const account = await digestOf(email.toLowerCase())
  const subject = await throttle.subjectOf(
    account,
    c.req.header(DEVICE_HEADER) ?? getCookie(c, cookieName(c)),
  )
  const retryAfterMs = await throttle.take(subject, Date.now())
  if (retryAfterMs > 0) throw new GatewayRefusal('rate_limited', { retryAfterMs })
  const result = await attempt()
  if (result === null) return null
  await throttle.forgive(subject)
  const device = await throttle.issueDevice(account)
  setCookie(c, cookieName(c), device, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/api/v1/auth',
    secure: environment.ENVIRONMENT === 'production',
    maxAge: DEVICE_LIFE_SECONDS,
  })
  c.header(DEVICE_HEADER, device)
  return result
}
