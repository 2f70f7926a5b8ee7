import * as z from 'zod'
import { epoch, roomId, seq, timestamp } from '../ids.ts'
import { pageQuery } from './rooms.ts'

export const outboxStatistics = z.object({
  queued: z.int(),
  inFlight: z.int(),
  dead: z.int(),
  oldestAgeMs: z.int().nullable(),
  deliveredPerMinute: z.int(),
})
export type OutboxStatistics = z.infer<typeof outboxStatistics>

export const deadLetter = z.object({
  id: z.string(),
  roomId,
  epoch,
  seq,
  kind: z.string(),
  attempts: z.int(),
  reason: z.string(),
  createdAt: timestamp,
})
export type DeadLetter = z.infer<typeof deadLetter>

export const listDeadLettersQuery = pageQuery
export const deadLetterList = z.object({
  deadLetters: z.array(deadLetter),
  nextCursor: z.string().nullable(),
})
export type DeadLetterList = z.infer<typeof deadLetterList>
export const requeueBody = z.strictObject({
  ids: z
    .array(z.string().regex(/^\d{1,19}$/))
    .min(1)
    .max(500),
})
export const requeueResult = z.object({ requeued: z.int() })
