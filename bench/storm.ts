import WebSocket from 'ws'
import { encodeHeader } from '#durable-objects/sockets/header.ts'
import { RoomConnection } from '#sdk/connection/room-connection.ts'
import { createWebPlatform, type Platform, type Socket } from '#sdk/platform.ts'
import { SentinelError } from '#sdk/sentinel-error.ts'
import { buildClaims } from './load/peers.ts'
import { sayMany } from './load/say-many.ts'
import { seedRoom } from './seed-room.ts'
import { startBenchWorker } from './start-bench-worker.ts'
import { type Say, withBenchStand } from './with-bench-stand.ts'

export type StormResult = {
  sockets: number
  /** Until every client was back and had all that it missed. */
  backSeconds: number
  /** Attempts over all clients since the drop. */
  attempts: number
  /** The shortest time between two attempts of one client, milliseconds. */
  shortestGapMs: number
  /** Clients without the whole replay, in order: 0. */
  incomplete: number
  resyncs: number
  /** How many clients had everything, by seconds since the drop. */
  progress: number[]
}

type Client = { connection: RoomConnection; heard: string[]; attempts: number[]; resyncs: number }

const OPEN_AT_ONCE = 100
const MISSED = 100
const LIMIT_MS = 300_000

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * workerd is killed under every client at once and started again; clients are the SDK's. Until everything that they are to miss was
 * said no ticket is to be had, as when the gateway comes back after the room: so each of them needs the whole replay.
 */
export const runStorm = (
  say: Say,
  { sockets = 5_000, relayThreshold = 1_000 }: { sockets?: number; relayThreshold?: number } = {},
): Promise<StormResult> =>
  withBenchStand(async (stand) => {
    const { roomId, userIds } = await seedRoom(stand.db, sockets + 1)
    const gate = { isOpen: true }
    let worker = await startBenchWorker({ ...stand, relayThreshold })
    const { origin, objectsDir, port } = worker
    try {
      const clients: Client[] = []
      for (let first = 0; first < sockets; first += OPEN_AT_ONCE) {
        const batch = userIds.slice(first, Math.min(first + OPEN_AT_ONCE, sockets))
        clients.push(...(await Promise.all(batch.map((userId) => connect(origin, { roomId, userId, gate })))))
      }
      say(`${clients.length} clients are connected`)
      gate.isOpen = false
      process.kill(worker.pid, 'SIGKILL')
      await worker.stop().catch(() => {})
      const droppedAt = performance.now()
      const texts = Array.from({ length: MISSED }, (_, i) => `missed ${i}`)
      worker = await startBenchWorker({ ...stand, relayThreshold, objectsDir, port })
      await sayMany(origin, { roomId, userId: userIds.at(-1) ?? '', texts })
      gate.isOpen = true
      const isDone = ({ heard }: Client) => heard.length >= MISSED
      const progress = [0]
      while (!clients.every(isDone) && performance.now() - droppedAt < LIMIT_MS) {
        await delay(droppedAt + progress.length * 1_000 - performance.now())
        progress.push(clients.filter(isDone).length)
        say(`${progress.at(-1)} have everything`)
      }
      const backSeconds = Math.round((performance.now() - droppedAt) / 100) / 10
      for (const { connection } of clients) connection.close()
      return describe(clients, { texts, droppedAt, backSeconds, progress })
    } finally {
      await worker.stop().catch(() => {})
    }
  })

function describe(
  clients: readonly Client[],
  {
    texts,
    droppedAt,
    backSeconds,
    progress,
  }: { texts: string[]; droppedAt: number; backSeconds: number; progress: number[] },
): StormResult {
  const wanted = texts.join()
  const gaps = clients.flatMap(({ attempts }) => attempts.slice(1).map((at, i) => at - (attempts[i] ?? 0)))
  return {
    sockets: clients.length,
    backSeconds,
    attempts: clients.reduce((sum, { attempts }) => sum + attempts.filter((at) => at > droppedAt).length, 0),
    shortestGapMs: Math.round(Math.min(...gaps)),
    incomplete: clients.filter(({ heard }) => heard.join() !== wanted).length,
    resyncs: clients.reduce((sum, client) => sum + client.resyncs, 0),
    progress,
  }
}

async function connect(
  origin: string,
  { roomId, userId, gate }: { roomId: string; userId: string; gate: { readonly isOpen: boolean } },
): Promise<Client> {
  const attempts: number[] = []
  const platform: Platform = {
    ...createWebPlatform(),
    openSocket: (url, protocols) => {
      return new WebSocket(url, protocols, { perMessageDeflate: false }) as unknown as Socket
    },
  }
  const connection = new RoomConnection(
    roomId,
    {},
    {
      platform,
      fetchTicket: async () => {
        if (!gate.isOpen) throw new SentinelError({ code: 'unavailable' })
        const url = `${origin}/room/${roomId}?admission=${encodeHeader(buildClaims(roomId, userId))}`
        return { ticket: 'bench', url, expiresAt: Date.now() + 30_000 }
      },
    },
  )
  const client: Client = { connection, heard: [], attempts, resyncs: 0 }
  connection.on('message', ({ text }) => client.heard.push(text))
  connection.on('resync', () => {
    client.resyncs += 1
  })
  connection.on('state', ({ kind }) => {
    if (kind === 'connecting') attempts.push(performance.now())
  })
  await new Promise<void>((resolve) => {
    const stop = connection.on('state', ({ kind }) => {
      if (kind !== 'open') return
      stop()
      resolve()
    })
    connection.open()
  })
  return client
}
