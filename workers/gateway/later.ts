import type { GatewayContext } from './context.ts'
import { log } from './log.ts'

/** Work that the answer does not wait for, so that its time tells nothing. A failure is logged by its kind alone. */
export function later(c: GatewayContext, event: string, work: () => Promise<unknown>): void {
  const run = work().catch((error: unknown) =>
    log('warn', event, {
      requestId: c.get('requestId'),
      name: error instanceof Error ? error.name : 'unknown',
    }),
  )
  try {
    c.executionCtx.waitUntil(run)
  } catch {
    // Outside of the platform there is nothing that could end early.
  }
}
