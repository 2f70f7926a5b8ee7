import * as z from 'zod'
import { MAX_EVENTS_PER_FRAME } from '../limits.ts'
import { cursorMove } from './cursor.ts'
import { deletion } from './delete.ts'
import { edit } from './edit.ts'
import { focus } from './focus.ts'
import { hello } from './hello.ts'
import { pin } from './pin.ts'
import { presenceChange } from './presence.ts'
import { react } from './react.ts'
import { send } from './send.ts'
import { typingChange } from './typing.ts'

/** Changes of the log: each has an id, is answered once, and is durable once acknowledged. */
export const logOperation = z.discriminatedUnion('type', [send, edit, deletion, react, pin])
export type LogOperation = z.infer<typeof logOperation>

/** What is true of a client right now. Not answered unless refused, never stored as an event. */
export const liveSignal = z.discriminatedUnion('type', [typingChange, presenceChange, cursorMove, focus])
export type LiveSignal = z.infer<typeof liveSignal>

export const clientEvent = z.discriminatedUnion('type', [hello, logOperation, liveSignal])
export type ClientEvent = z.infer<typeof clientEvent>

/** What a client sends: a JSON array of 1 to 64 events. Each event is parsed, and refused, on its own. */
export const clientFrame = z.array(clientEvent).min(1).max(MAX_EVENTS_PER_FRAME)
