import * as z from 'zod'
import { position } from '../ids.ts'
import { presenceChoice } from './presence.ts'

/** Opens the conversation. `position` is the last event the client holds, or null when it holds none. */
export const hello = z.strictObject({
  type: z.literal('hello'),
  position: position.nullable(),
  /** The newest revision of the protocol that the client knows; left out: 1. */
  revision: z.int().min(1).max(1_000_000).optional(),
  presence: presenceChoice.optional(),
  /** Begin in the background: heads and mentions instead of every event. */
  background: z.boolean().optional(),
})
export type Hello = z.infer<typeof hello>
