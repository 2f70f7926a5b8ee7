import * as z from 'zod'
import { clientId, epoch, seq, timestamp } from '../ids.ts'

/** The operation is durable in the room at `(epoch, seq)`. `text` stands only where the filter changed it. */
export const ack = z.object({
  type: z.literal('ack'),
  id: clientId,
  epoch,
  seq,
  at: timestamp,
  text: z.string().optional(),
})
export type Ack = z.infer<typeof ack>
