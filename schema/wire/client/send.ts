import * as z from 'zod'
import { clientId } from '../ids.ts'
import { messageText } from '../text.ts'

export const send = z.strictObject({
  type: z.literal('send'),
  id: clientId,
  text: messageText,
})
