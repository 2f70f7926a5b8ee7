import * as z from 'zod'
import { errorCode } from '../error-codes.ts'

/** The one shape of every refusal over HTTP. */
export const errorBody = z.object({
  error: z.object({
    code: errorCode,
    message: z.string(),
    retryable: z.boolean(),
    requestId: z.string(),
    retryAfterMs: z.int().min(0).optional(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
})
export type ErrorBody = z.infer<typeof errorBody>
