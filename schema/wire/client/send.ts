import * as z from 'zod'
import { clientId, mentions, position } from '../ids.ts'
import { messageText } from '../text.ts'

export const send = z.strictObject({
  type: z.literal('send'),
  id: clientId,
  text: messageText,
  /** The message that this one answers. */
  replyTo: position.optional(),
  /** The message whose thread this one belongs to; itself not in a thread. */
  thread: position.optional(),
  mentions: mentions.optional(),
})
