import * as z from 'zod'
import { position, roomId, timestamp } from '../ids.ts'
import { PROTOCOL } from '../protocol-version.ts'
import { author, roomRole } from './log-events.ts'

/**
 * What follows: `replay`: every missed event, in order; `resync`: the room can't replay that far, fetch history instead;
 * `fresh`: the client held no position.
 */
export const resume = z.enum(['replay', 'resync', 'fresh'])

/** `head` is the last event's position at this moment; live events come after it. */
export const welcome = z.object({
  type: z.literal('welcome'),
  protocol: z.literal(PROTOCOL),
  /** Left out: 1. */
  revision: z.int().min(1).optional(),
  resume,
  head: position,
  now: timestamp,
  you: author,
  role: roomRole,
  room: z.object({ id: roomId, name: z.string(), topic: z.string().optional() }),
  /** UTF-16 code units that a message of this person may have; left out: what the wire carries. */
  maxTextCharacters: z.int().min(1).optional(),
  /** How far the person has read here, on any device. */
  read: position.optional(),
  /** Messages of others after `read`, deleted ones not counted; left out where the room would have to ask the record. */
  unread: z.int().min(0).optional(),
})
export type Welcome = z.infer<typeof welcome>

/** Answers `focus` with `background: false`, as welcome answers hello. */
export const resumed = z.object({ type: z.literal('resumed'), resume, head: position })
