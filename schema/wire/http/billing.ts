import * as z from 'zod'
import { timestamp, userId } from '../ids.ts'

/** What the billing provider tells: whether a person pays. `occurredAt` in milliseconds, by the provider's clock. */
export const billingEvent = z.strictObject({
  /** The provider's own, the same when it tells the event again. */
  id: z.string().regex(/^[\w.:-]{1,200}$/),
  type: z.enum(['subscription.started', 'subscription.ended']),
  userId,
  occurredAt: timestamp,
})
export type BillingEvent = z.infer<typeof billingEvent>

/** `unchanged`: noted, and it changes no role: it is older than another, or the role is none that is paid for. */
export const billingResult = z.object({ outcome: z.enum(['applied', 'unchanged', 'repeated']) })
export type BillingResult = z.infer<typeof billingResult>
