import * as z from 'zod'
import { timestamp } from '../ids.ts'

/** One admission to one room's socket, good once and for 30 seconds. */
export const ticket = z.object({ ticket: z.string(), url: z.url(), expiresAt: timestamp })
export type Ticket = z.infer<typeof ticket>
