import type { WebSocket } from 'ws'
import { computePercentile } from '../statistics.ts'
import { type Peer, TEXT_MARK } from './peer.ts'

export type Load = {
  sockets: number
  senders: number
  /** Messages sent and not yet back at their sender, over all senders. */
  inFlight: number
  /** Pause between a delivery and the same sender's next message. */
  pauseMs: number
  warmUpMs: number
  measureMs: number
}

export type FanoutRow = {
  server: string
  sockets: number
  senders: number
  inFlight: number
  deliveriesPerSecond: number
  p50Ms: number
  p99Ms: number
}

const MARK = Buffer.from(TEXT_MARK)
const PADDING = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit.'
const OPEN_AT_ONCE = 50
const MIN_OBSERVERS = 10

/** Saturates, or gently taps, one server and counts what arrives on every socket. */
export async function runLoad(peer: Peer, load: Load): Promise<FanoutRow> {
  const sockets = await openAll(peer, load.sockets)
  const latencies: number[] = []
  let deliveries = 0
  let isMeasuring = false
  let isRunning = true

  // Senders and observers are spread over the sockets, so that latencies stand for early and late ones alike.
  const spread = (count: number) =>
    Array.from({ length: count }, (_, i) => Math.floor((i * load.sockets) / count))
  const senderIndexes = spread(load.senders)
  const observers = new Set([...senderIndexes, ...spread(Math.min(load.sockets, MIN_OBSERVERS))])

  const say = (sender: number) =>
    sockets[sender]?.send(peer.encode(`${TEXT_MARK}${sender}|${performance.now().toFixed(3)}|${PADDING}`))

  sockets.forEach((socket, index) => {
    const isObserver = observers.has(index)
    socket.on('message', (frame: Buffer) => {
      if (!isObserver) {
        if (isMeasuring) deliveries += countMarks(frame)
        return
      }
      const now = performance.now()
      for (const { sender, sentAt } of readMarks(frame)) {
        if (isMeasuring) {
          deliveries += 1
          latencies.push(now - sentAt)
        }
        if (sender !== index || !isRunning) continue
        if (load.pauseMs === 0) say(index)
        else setTimeout(say, load.pauseMs, index)
      }
    })
  })

  for (let message = 0; message < load.inFlight; message += 1) say(senderIndexes[message % load.senders] ?? 0)
  await delay(load.warmUpMs)
  const startedAt = performance.now()
  isMeasuring = true
  await delay(load.measureMs)
  isMeasuring = false
  const seconds = (performance.now() - startedAt) / 1000
  isRunning = false
  for (const socket of sockets) socket.terminate()
  if (latencies.length === 0) throw new Error(`${peer.server} delivered nothing.`)
  return {
    server: peer.server,
    sockets: load.sockets,
    senders: load.senders,
    inFlight: load.inFlight,
    deliveriesPerSecond: Math.round(deliveries / seconds),
    p50Ms: computePercentile(latencies, 50),
    p99Ms: computePercentile(latencies, 99),
  }
}

async function openAll(peer: Peer, count: number): Promise<WebSocket[]> {
  const sockets: WebSocket[] = []
  for (let first = 0; first < count; first += OPEN_AT_ONCE) {
    const size = Math.min(OPEN_AT_ONCE, count - first)
    sockets.push(...(await Promise.all(Array.from({ length: size }, (_, i) => peer.open(first + i)))))
  }
  return sockets
}

function countMarks(frame: Buffer): number {
  let count = 0
  for (let at = frame.indexOf(MARK); at !== -1; at = frame.indexOf(MARK, at + MARK.length)) count += 1
  return count
}

function* readMarks(frame: Buffer): Generator<{ sender: number; sentAt: number }> {
  const text = frame.toString('latin1')
  for (let at = text.indexOf(TEXT_MARK); at !== -1; at = text.indexOf(TEXT_MARK, at + TEXT_MARK.length)) {
    const [, sender, sentAt] = text.slice(at, at + 64).split('|', 3)
    yield { sender: Number(sender), sentAt: Number(sentAt) }
  }
}

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
