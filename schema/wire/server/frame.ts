import * as z from 'zod'
import { ack } from './ack.ts'
import { errorEvent } from './error.ts'
import { head, mention, notice, presence, receipts, reconnect, typing } from './live.ts'
import { logEvent } from './log-events.ts'
import { resumed, welcome } from './welcome.ts'

/** What is true now, not part of the log. */
export const liveEvent = z.discriminatedUnion('type', [
  typing,
  presence,
  receipts,
  head,
  mention,
  notice,
  reconnect,
])
export type LiveEvent = z.infer<typeof liveEvent>

export const serverEvent = z.discriminatedUnion('type', [
  welcome,
  resumed,
  ack,
  errorEvent,
  logEvent,
  liveEvent,
])
export type ServerEvent = z.infer<typeof serverEvent>

/** What the room sends: a JSON array of events. */
export const serverFrame = z.array(serverEvent)
