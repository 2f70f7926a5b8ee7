import { readFileSync } from 'node:fs'
import { uuidv7 } from 'uuidv7'
import type { LightSocket } from './load/light-socket.ts'
import { openRoomSocket } from './load/peers.ts'
import { MarkReader, TEXT_MARK } from './load/read-marks.ts'
import { seedRoom } from './seed-room.ts'
import { startBenchWorker } from './start-bench-worker.ts'
import { computePercentile } from './statistics.ts'
import { type Say, withBenchStand } from './with-bench-stand.ts'

export type HugeResult = {
  sockets: number
  messages: number
  /** Deliveries that did not come, and that came twice or out of order, over all sockets. */
  lost: number
  misplaced: number
  p50Ms: number
  p99Ms: number
  maxMs: number
  bytesPerSocket: number
}

type Options = { sockets?: number; perSecond?: number; seconds?: number; relayThreshold?: number }

const OPEN_AT_ONCE = 100
const PADDING = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit.'
const SETTLE_LIMIT_MS = 30_000

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A room of many sockets over relays, and someone who speaks at an even pace. */
export const runHuge = (
  say: Say,
  { sockets = 10_000, perSecond = 10, seconds = 60, relayThreshold = 1_000 }: Options = {},
): Promise<HugeResult> =>
  withBenchStand(async (stand) => {
    const { roomId, userIds } = await seedRoom(stand.db, sockets + 1)
    const rooms = await startBenchWorker({ ...stand, relayThreshold, part: 'rooms' })
    const relays = await startBenchWorker({ ...stand, relayThreshold, part: 'relays' })
    try {
      const open = (userId: string, index: number) =>
        openRoomSocket((index < relayThreshold ? rooms : relays).origin, { roomId, userId })
      const speaker = await open(userIds[0] ?? '', 0)
      speaker.onData = () => {}
      const readBytes = () => readResidentBytes(rooms.pid) + readResidentBytes(relays.pid)
      const before = readBytes()
      const listeners: Listener[] = []
      for (let first = 1; first <= sockets; first += OPEN_AT_ONCE) {
        const batch = userIds.slice(first, first + OPEN_AT_ONCE)
        const opened = await Promise.all(batch.map((userId, i) => open(userId, first + i)))
        listeners.push(...opened.map((socket) => new Listener(socket)))
      }
      const bytesPerSocket = Math.round((readBytes() - before) / sockets)
      say(`${listeners.length} sockets are open, ${bytesPerSocket} bytes each`)
      const messages = perSecond * seconds
      const startedAt = performance.now()
      for (let n = 0; n < messages; n += 1) {
        await delay(Math.max(0, startedAt + (n * 1000) / perSecond - performance.now()))
        const text = `${TEXT_MARK}${n}|${performance.now().toFixed(3)}|${PADDING}`
        speaker.send(JSON.stringify([{ type: 'send', id: uuidv7(), text }]))
        if (n % (perSecond * 10) === 0) say(`${n} of ${messages} messages`)
      }
      const isMissing = () => listeners.some(({ next }) => next < messages)
      for (let waited = 0; isMissing() && waited < SETTLE_LIMIT_MS; waited += 100) await delay(100)
      for (const { socket } of listeners) socket.end()
      return describe(listeners, { messages, bytesPerSocket })
    } finally {
      await relays.stop()
      await rooms.stop()
    }
  })

function describe(
  listeners: readonly Listener[],
  { messages, bytesPerSocket }: { messages: number; bytesPerSocket: number },
): HugeResult {
  const latencies = listeners.flatMap(({ sample }) => sample)
  return {
    sockets: listeners.length,
    messages,
    lost: listeners.reduce((sum, { heard }) => sum + messages - heard, 0),
    misplaced: listeners.reduce((sum, { misplaced }) => sum + misplaced, 0),
    p50Ms: computePercentile(latencies, 50),
    p99Ms: computePercentile(latencies, 99),
    maxMs: computePercentile(latencies, 100),
    bytesPerSocket,
  }
}

/** One socket that checks that every message comes once and in order. */
class Listener {
  readonly socket: LightSocket
  next = 0
  heard = 0
  misplaced = 0
  readonly sample: number[] = []
  readonly #reader = new MarkReader()

  constructor(socket: LightSocket) {
    this.socket = socket
    socket.onData = (bytes) => {
      const now = performance.now()
      for (const { sender: n, sentAt } of this.#reader.read(bytes)) {
        if (n === this.next) this.heard += 1
        else this.misplaced += 1
        this.next = n + 1
        this.sample.push(now - sentAt)
      }
    }
  }
}

function readResidentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}
