import * as z from 'zod'
import { ack } from './ack.ts'
import { errorEvent } from './error.ts'
import { membership, message, messageDeleted, messageEdited, roomChanged } from './log-events.ts'
import { welcome } from './welcome.ts'

export const serverEvent = z.discriminatedUnion('type', [
  welcome,
  ack,
  errorEvent,
  message,
  messageEdited,
  messageDeleted,
  membership,
  roomChanged,
])
export type ServerEvent = z.infer<typeof serverEvent>

/** What the room sends: a JSON array of events. */
export const serverFrame = z.array(serverEvent)
