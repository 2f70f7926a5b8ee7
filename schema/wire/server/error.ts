import * as z from 'zod'
import { errorCode } from '../error-codes.ts'

/** Refuses an operation (`id` names it) or a frame (no `id`). Nothing of what it answers was stored. */
export const errorEvent = z.object({
  type: z.literal('error'),
  code: errorCode,
  retryable: z.boolean(),
  message: z.string(),
  id: z.string().optional(),
  retryAfterMs: z.int().min(0).optional(),
})
export type ErrorEvent = z.infer<typeof errorEvent>
