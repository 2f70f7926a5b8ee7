import { performance } from 'node:perf_hooks'
import { computePercentile } from '../statistics.ts'
import type { LightSocket } from './light-socket.ts'
import type { Peer } from './peer.ts'
import { MarkCounter, MarkReader, TEXT_MARK } from './read-marks.ts'

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

export type LoadRow = {
  server: string
  sockets: number
  senders: number
  inFlight: number
  deliveriesPerSecond: number
  p50Ms: number
  p99Ms: number
  /** How much of its time the load generator was busy, 0 to 1: near 1 it bounds what is measured. */
  generatorBusy: number
}

const PADDING = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit.'
const OPEN_AT_ONCE = 50
const MIN_OBSERVERS = 10

/** Saturates, or gently taps, one server and counts what arrives on every socket. */
export async function runLoad(peer: Peer, load: Load): Promise<LoadRow> {
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
    if (!observers.has(index)) {
      const counter = new MarkCounter()
      socket.onData = (bytes) => {
        const count = counter.count(bytes)
        if (isMeasuring) deliveries += count
      }
      return
    }
    const reader = new MarkReader()
    socket.onData = (bytes) => {
      const now = performance.now()
      for (const { sender, sentAt } of reader.read(bytes)) {
        if (isMeasuring) {
          deliveries += 1
          latencies.push(now - sentAt)
        }
        if (sender !== index || !isRunning) continue
        if (load.pauseMs === 0) say(index)
        else setTimeout(say, load.pauseMs, index)
      }
    }
  })

  for (let message = 0; message < load.inFlight; message += 1) say(senderIndexes[message % load.senders] ?? 0)
  await delay(load.warmUpMs)
  const startedAt = performance.now()
  const utilization = performance.eventLoopUtilization()
  isMeasuring = true
  await delay(load.measureMs)
  isMeasuring = false
  const seconds = (performance.now() - startedAt) / 1000
  const generatorBusy = performance.eventLoopUtilization(utilization).utilization
  isRunning = false
  for (const socket of sockets) socket.end()
  if (latencies.length === 0) throw new Error(`${peer.server} delivered nothing.`)
  return {
    server: peer.server,
    sockets: load.sockets,
    senders: load.senders,
    inFlight: load.inFlight,
    deliveriesPerSecond: Math.round(deliveries / seconds),
    p50Ms: computePercentile(latencies, 50),
    p99Ms: computePercentile(latencies, 99),
    generatorBusy: Math.round(generatorBusy * 100) / 100,
  }
}

async function openAll(peer: Peer, count: number): Promise<LightSocket[]> {
  const sockets: LightSocket[] = []
  for (let first = 0; first < count; first += OPEN_AT_ONCE) {
    const size = Math.min(OPEN_AT_ONCE, count - first)
    sockets.push(...(await Promise.all(Array.from({ length: size }, (_, i) => peer.open(first + i)))))
  }
  return sockets
}

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
