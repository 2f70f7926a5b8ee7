import * as z from 'zod'
import { MAX_MENTIONS } from './limits.ts'

export const roomId = z.uuid()
export const userId = z.uuid()

/** Made by the client, once per operation; the room answers a repeated one with its first acknowledgement. */
export const clientId = z.uuidv7()

export const epoch = z
  .int()
  .min(1)
  .max(2 ** 31 - 1)
export const seq = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** `seq` grows over the whole life of a room; `epoch` tells one incarnation of its log from the next. */
export const position = z.strictObject({ epoch, seq })
export type Position = z.infer<typeof position>

/** Milliseconds since 1970-01-01T00:00:00Z, by the room's clock. */
export const timestamp = z.int().min(0)

/** The people that a message names, each once. */
export const mentions = z
  .array(userId)
  .min(1)
  .max(MAX_MENTIONS)
  .refine((ids) => new Set(ids).size === ids.length, 'must name each person once')
