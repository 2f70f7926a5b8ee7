import * as z from 'zod'

/** The person writes, or has stopped. It ends by itself, and by a send. Never stored. */
export const typingChange = z.strictObject({
  type: z.literal('typing'),
  on: z.boolean(),
})
