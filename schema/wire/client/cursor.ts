import * as z from 'zod'
import { position } from '../ids.ts'

/** How far this device has received, and the person has read. Cursors move forwards only. */
export const cursorMove = z
  .strictObject({
    type: z.literal('cursor'),
    delivered: position.optional(),
    read: position.optional(),
  })
  .refine((move) => move.delivered !== undefined || move.read !== undefined, 'give delivered, read or both')
