import * as z from 'zod'
import { position } from '../ids.ts'

/** Opens the conversation. `position` is the last event the client holds, or null when it holds none. */
export const hello = z.strictObject({
  type: z.literal('hello'),
  position: position.nullable(),
})
