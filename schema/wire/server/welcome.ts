import * as z from 'zod'
import { position, roomId, timestamp } from '../ids.ts'
import { PROTOCOL } from '../protocol-version.ts'
import { author, roomRole } from './log-events.ts'

/**
 * Answers hello. `resume` tells what follows: `replay`: every missed event, in order; `resync`: the room can't
 * replay that far, fetch history instead; `fresh`: the client held no position. `head` is the last event's position
 * at this moment; live events come after it.
 */
export const welcome = z.object({
  type: z.literal('welcome'),
  protocol: z.literal(PROTOCOL),
  resume: z.enum(['replay', 'resync', 'fresh']),
  head: position,
  now: timestamp,
  you: author,
  role: roomRole,
  room: z.object({ id: roomId, name: z.string() }),
})
export type Welcome = z.infer<typeof welcome>
