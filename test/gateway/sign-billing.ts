import { createHmac } from 'node:crypto'
import { VARIABLES } from './build-gateway.ts'

const [NEWEST = ''] = (VARIABLES.BILLING_WEBHOOK_SECRETS ?? '').split(',')

/** The header under which the billing provider sends `body`. */
export function signBilling(
  body: string,
  { secret = NEWEST, at = Date.now() }: { secret?: string; at?: number } = {},
): Record<string, string> {
  const seconds = Math.floor(at / 1000)
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return { 'sentinel-billing-signature': `t=${seconds},v1=${signature}` }
}
