import { createMiddleware } from 'hono/factory'
import { verifyBillingSignature } from '#services/billing/verify-billing-signature.ts'
import type { GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'

export const BILLING_SIGNATURE_HEADER = 'sentinel-billing-signature'

/** Refuses what the billing provider has not signed, before the body is looked at. No secret: there is no such route. */
export const requireBillingSignature = createMiddleware<GatewayEnv>(async (c, next) => {
  const secrets = c.get('platform').environment.BILLING_WEBHOOK_SECRETS
  if (secrets === undefined) throw new GatewayRefusal('not_found')
  const header = c.req.header(BILLING_SIGNATURE_HEADER)
  const body = await c.req.arrayBuffer()
  if (!(await verifyBillingSignature({ header, body, secrets, now: Date.now() })))
    throw new GatewayRefusal('unauthenticated')
  await next()
})
