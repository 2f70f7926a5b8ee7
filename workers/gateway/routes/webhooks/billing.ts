import { createRoute } from '@hono/zod-openapi'
import { billingEvent, billingResult } from '#schema/wire/http/billing.ts'
import { applyBillingEvent } from '#services/billing/apply-billing-event.ts'
import type { Gateway } from '../../context.ts'
import { requireBillingSignature } from '../../middleware/require-billing-signature.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals } from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/webhooks/billing',
  operationId: 'receiveBillingEvent',
  tags: ['webhooks'],
  summary: 'Told by the billing provider that a subscription has started or ended',
  description:
    'Not there unless the platform has a billing secret. The header holds `t=<unix seconds>,v1=<hex>`: HMAC-SHA-256 over `<t>.<body>`, at most 5 minutes old; several `v1` may stand in it. Tell an event again until it is answered with 200: a repetition changes nothing.',
  security: [{ billingSignature: [] }],
  middleware: [requireBillingSignature] as const,
  request: { body: bodyOf(billingEvent) },
  responses: {
    200: jsonOf(billingResult, 'Noted.'),
    ...refusals('unauthenticated', 'not_found', ...BODY_REFUSALS),
  },
})

export const receiveBillingEvent = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const event = c.req.valid('json')
    const { db, cache } = c.get('platform')
    const requestId = c.get('requestId')
    const outcome = await applyBillingEvent({ db, cache }, { event, requestId, now: Date.now() })
    await tellInbox(c, event.userId)
    return c.json({ outcome }, 200)
  })
