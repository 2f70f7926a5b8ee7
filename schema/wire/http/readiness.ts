import * as z from 'zod'
import { outboxStatistics } from './outbox.ts'

export const condition = z.enum(['ok', 'degraded', 'down'])
export type Condition = z.infer<typeof condition>

export const readiness = z.object({
  status: condition,
  dependencies: z.record(
    z.enum(['postgres', 'outbox', 'redis']),
    z.object({ status: condition, latencyMs: z.number().nullable() }),
  ),
  outbox: outboxStatistics.nullable(),
})
export type Readiness = z.infer<typeof readiness>

export const health = z.object({ status: condition })
export const liveness = z.object({ status: z.literal('ok') })
