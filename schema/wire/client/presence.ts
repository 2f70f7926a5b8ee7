import * as z from 'zod'

/** What a person lets others see of them; `invisible` shows as offline. */
export const presenceChoice = z.enum(['online', 'away', 'invisible'])
export type PresenceChoice = z.infer<typeof presenceChoice>

/** Changes what others see. It holds for the socket; of several sockets of one person the most private counts. */
export const presenceChange = z.strictObject({
  type: z.literal('presence'),
  state: presenceChoice,
})
