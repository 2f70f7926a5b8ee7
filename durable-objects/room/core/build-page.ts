import { writeIdBytes } from '#domain/room-log/client-id.ts'
import type { Mention } from '#durable-objects/sockets/broadcast.ts'
import type { PlacedEffect } from '../storage/port.ts'
import type { Operation } from './operation.ts'

const ID_BYTES = 16

export type Draft = {
  firstSeq: number
  lastSeq: number
  /** The array of the events, and each of them. */
  json: string
  events: string[]
  /** Texts of earlier events changed or are gone. */
  revises: boolean
  clientIds: Uint8Array<ArrayBuffer>
  effects: PlacedEffect[]
  mentions: Mention[]
  /** How many of the events are messages. */
  messages: number
  /** All events are of kinds that clients of every revision know. */
  isPlain: boolean
}

/** Gives each operation its place and encodes it, once. */
export function buildPage(
  operations: readonly Operation[],
  place: { epoch: number; firstSeq: number; at: number },
): Draft {
  const { epoch, firstSeq, at } = place
  const clientIds = new Uint8Array(operations.length * ID_BYTES)
  const effects: PlacedEffect[] = []
  let used = 0
  const events: string[] = []
  let revises = false
  const mentions: Mention[] = []
  let messages = 0
  let isPlain = true
  operations.forEach(({ type, tail, clientId, effect, mentioned }, index) => {
    const seq = firstSeq + index
    const event = `{"type":"${type}","epoch":${epoch},"seq":${seq},"at":${at}${tail}`
    events.push(event)
    if (type === 'message') messages += 1
    else if (type === 'edited' || type === 'deleted') revises = true
    else isPlain = false
    if (effect?.type === 'erased') revises = true
    if (mentioned.length > 0) mentions.push({ userIds: mentioned, seq, json: event })
    if (effect) effects.push({ effect, seq, at })
    if (clientId === null) return
    writeIdBytes(clientId, clientIds, used)
    used += ID_BYTES
  })
  const lastSeq = firstSeq + operations.length - 1
  return {
    firstSeq,
    lastSeq,
    json: `[${events.join(',')}]`,
    events,
    revises,
    clientIds: clientIds.slice(0, used),
    effects,
    mentions,
    messages,
    isPlain,
  }
}
