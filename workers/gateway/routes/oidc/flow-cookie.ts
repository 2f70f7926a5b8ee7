import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { FLOW_LIFE_MS } from '#services/oidc/start-flow.ts'
import type { GatewayContext } from '../../context.ts'

/** `__Host-`: no other host of the same site can set it, and so bring a browser into a flow that it did not begin. */
const nameOf = (c: GatewayContext) =>
  `${c.get('platform').environment.ENVIRONMENT === 'production' ? '__Host-' : ''}sentinel.oidc`

const attributesOf = (c: GatewayContext) => ({
  path: '/',
  secure: c.get('platform').environment.ENVIRONMENT === 'production',
})

/** Binds the flow to this browser: what comes back in another one has nothing behind it. */
export const keepFlow = (c: GatewayContext, token: string): void =>
  setCookie(c, nameOf(c), token, {
    ...attributesOf(c),
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: FLOW_LIFE_MS / 1000,
  })

/** The flow that this browser began last. Its cookie goes with this answer. */
export function takeFlow(c: GatewayContext): string | undefined {
  const token = getCookie(c, nameOf(c))
  if (token !== undefined) deleteCookie(c, nameOf(c), attributesOf(c))
  return token
}

/** Where the provider sends the browser back to. */
export const redirectUriOf = (c: GatewayContext, providerId: string): string =>
  new URL(`/api/v1/auth/oidc/${providerId}/callback`, c.get('platform').environment.PUBLIC_ORIGIN).href
