import { describeError } from '#services/outbox/describe-error.ts'
import type { DrainResult } from './run-drain.ts'

type Line = { shard: number; result: DrainResult; failures: number; durationMs: number }

/** One JSON line for a run that did something. A driver's message may hold an address or a statement: never logged. */
export function logDrain({ shard, result, failures, durationMs }: Line): void {
  const { outcome, delivered, refused, dead } = result
  if (outcome === 'failed') {
    const { step, error } = result
    const code = describeError(error)
    console.warn(
      JSON.stringify({ level: 'warn', event: 'drain_failed', shard, step, code, failures, delivered }),
    )
  } else if (delivered + refused > 0) {
    console.log(
      JSON.stringify({ level: 'info', event: 'drained', shard, outcome, delivered, refused, durationMs }),
    )
  }
  if (dead > 0) console.error(JSON.stringify({ level: 'error', event: 'dead_letters', shard, dead }))
}
