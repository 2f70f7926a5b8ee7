import * as z from 'zod'
import { clientId, position } from '../ids.ts'

/** Pins a message for everyone in the room, or takes the pin away. */
export const pin = z.strictObject({
  type: z.literal('pin'),
  id: clientId,
  target: position,
  on: z.boolean(),
})
