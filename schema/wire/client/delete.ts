import * as z from 'zod'
import { clientId, position } from '../ids.ts'

/** Removes a message from view; the record of it stays for the audit. */
export const deletion = z.strictObject({
  type: z.literal('delete'),
  id: clientId,
  target: position,
})
