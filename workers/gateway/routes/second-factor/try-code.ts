import type { GatewayContext } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'

/** Lets one try at a person's second factor through, unless it comes too soon: ten are free, then each waits twice as long. */
export async function tryCode<T>(
  c: GatewayContext,
  userId: string,
  attempt: () => Promise<T | false | null>,
): Promise<T> {
  const { throttle } = c.get('platform')
  const subject = `second-factor:${userId}`
  const retryAfterMs = await throttle.take(subject, Date.now())
  if (retryAfterMs > 0) throw new GatewayRefusal('rate_limited', { retryAfterMs })
  const result = await attempt()
  if (result === false || result === null) throw new GatewayRefusal('forbidden')
  await throttle.forgive(subject)
  return result
}
