import * as z from 'zod'
import { clientId, mentions, position } from '../ids.ts'
import { messageText } from '../text.ts'

/** Replaces the text of a message of one's own. */
export const edit = z.strictObject({
  type: z.literal('edit'),
  id: clientId,
  target: position,
  text: messageText,
  /** Replaces the mentions; left out: none. */
  mentions: mentions.optional(),
})
