import type { GatewayContext } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'

/** Lets one try at a person's second factor through, unless it comes too soon: ten are free, then each waits twice as long. */
export async function tryCode(
  c: GatewayContext,
  userId: string,
  attempt: () => Promise<boolean>,
): Promise<void> {
  const { throttle } = c.get('platform')
  const subject = `second-factor:${userId}`
  const retryAfterMs = await throttle.take(subject, Date.now())
  if (retryAfterMs > 0) throw new GatewayRefusal('rate_limited', { retryAfterMs })
  if (!(await attempt())) throw new GatewayRefusal('forbidden')
  await throttle.forgive(subject)
}
