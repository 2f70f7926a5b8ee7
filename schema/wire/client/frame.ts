import * as z from 'zod'
import { MAX_EVENTS_PER_FRAME } from '../limits.ts'
import { deletion } from './delete.ts'
import { edit } from './edit.ts'
import { hello } from './hello.ts'
import { send } from './send.ts'

export const clientEvent = z.discriminatedUnion('type', [hello, send, edit, deletion])
export type ClientEvent = z.infer<typeof clientEvent>
export type LogOperation = Exclude<ClientEvent, { type: 'hello' }>

/** What a client sends: a JSON array of 1 to 64 events. Each event is parsed, and refused, on its own. */
export const clientFrame = z.array(clientEvent).min(1).max(MAX_EVENTS_PER_FRAME)
