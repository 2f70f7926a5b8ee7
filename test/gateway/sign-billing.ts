import { createHmac } from 'node:crypto'

export const BILLING_SECRETS = [
  'only-for-tests-the-new-billing-secret',
  'only-for-tests-the-old-billing-secret',
] as const

/** The header under which the billing provider sends `body`. */
export function signBilling(
  body: string,
  { secret = BILLING_SECRETS[0], at = Date.now() }: { secret?: string; at?: number } = {},
): Record<string, string> {
  const seconds = Math.floor(at / 1000)
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return { 'sentinel-billing-signature': `t=${seconds},v1=${signature}` }
}
