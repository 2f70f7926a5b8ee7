import * as z from 'zod'
import { position } from '../ids.ts'

/** Puts the room in the background, or back in front: then `position` is the last event the client holds. */
export const focus = z.discriminatedUnion('background', [
  z.strictObject({ type: z.literal('focus'), background: z.literal(true) }),
  z.strictObject({ type: z.literal('focus'), background: z.literal(false), position: position.nullable() }),
])
export type Focus = z.infer<typeof focus>
