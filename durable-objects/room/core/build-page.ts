import { writeIdBytes } from '#domain/room-log/client-id.ts'
import type { PlacedEffect } from '../storage/port.ts'
import type { Mention } from './broadcast.ts'
import type { Operation } from './operation.ts'

const ID_BYTES = 16

export type Draft = {
  firstSeq: number
  lastSeq: number
  /** The array of the events. */
  json: string
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
  let json = '['
  const mentions: Mention[] = []
  let messages = 0
  let isPlain = true
  operations.forEach(({ type, tail, clientId, effect, mentioned }, index) => {
    const seq = firstSeq + index
    const event = `{"type":"${type}","epoch":${epoch},"seq":${seq},"at":${at}${tail}`
    json += index === 0 ? event : `,${event}`
    if (type === 'message') messages += 1
    else if (type !== 'edited' && type !== 'deleted') isPlain = false
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
    json: `${json}]`,
    clientIds: clientIds.slice(0, used),
    effects,
    mentions,
    messages,
    isPlain,
  }
}
