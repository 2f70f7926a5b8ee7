import * as z from 'zod'
import { clientId, position } from '../ids.ts'
import { reactionEmoji } from '../text.ts'

/** Sets or takes back a reaction of one's own on a message. */
export const react = z.strictObject({
  type: z.literal('react'),
  id: clientId,
  target: position,
  emoji: reactionEmoji,
  on: z.boolean(),
})
