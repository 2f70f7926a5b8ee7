import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import WebSocket from 'ws'
import { bundleWorker } from '#dev/platform/bundle-worker.ts'
import { createClient } from '#sdk/create-client.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { changeRole } from '#services/users/change-role.ts'
import { launchPlatform } from '#test/launch-platform.ts'
import { computePercentile } from './statistics.ts'
import { type BenchStand, type Say, withBenchStand } from './with-bench-stand.ts'

const PLACES = ['awake room', 'hibernated room', 'relay'] as const
const CAUSES = ['sign-out', 'ban', 'lost role'] as const
type Place = (typeof PLACES)[number]
type Cause = (typeof CAUSES)[number]

export type RevocationRow = {
  place: Place
  cause: Cause
  sockets: number
  p50Ms: number
  p99Ms: number
  maxMs: number
}
export type RevocationResult = { rows: RevocationRow[] }

type Options = { people?: number; sleepMs?: number }

/** Rooms fall asleep ten seconds after their last alarm, which comes when the tickets of the last comers have expired. */
const SLEEP_MS = 60_000
const RELAY_THRESHOLD = 2

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * From the request that ends a session, bans a person or takes a role away, to the end of the person's socket: through the whole
 * platform, one after the other.
 */
export const runRevocation = (
  say: Say,
  { people = 50, sleepMs = SLEEP_MS }: Options = {},
): Promise<RevocationResult> =>
  withBenchStand(async (stand) => {
    const scriptPath = await bundleWorker(await mkdtemp(join(stand.dataDir, 'worker-')))
    const overrides = { RELAY_THRESHOLD: String(RELAY_THRESHOLD) }
    const platform = await launchPlatform({ env: stand.env, scriptPath, overrides })
    try {
      const rows: RevocationRow[] = []
      const world = await openWorld(stand, platform.origin)
      for (const place of PLACES) {
        for (const cause of CAUSES) {
          const times = await measure(world, { place, cause, people, sleepMs })
          const [p50Ms = 0, p99Ms = 0, maxMs = 0] = [50, 99, 100].map((rank) =>
            computePercentile(times, rank),
          )
          rows.push({ place, cause, sockets: times.length, p50Ms, p99Ms, maxMs })
          say(`${cause}, ${place}: p50 ${p50Ms} ms, p99 ${p99Ms} ms`)
        }
      }
      return { rows }
    } finally {
      await platform.stop()
    }
  })

type Person = { id: string; client: ReturnType<typeof createClient> }
type World = { staff: Person; come(role?: 'moderator' | 'administrator'): Promise<Person> }

async function openWorld({ db, env }: BenchStand, origin: string): Promise<World> {
  const cache = createSessionCache(connectRedis(env), new Circuit(0))
  const come: World['come'] = async (role) => {
    const client = createClient({ origin, credentials: { kind: 'bearer' } })
    const { id } = await client.accounts.signInAsGuest('Someone')
    if (role) await changeRole({ db, cache }, { userId: id, role, actor: null, now: Date.now() })
    return { id, client }
  }
  return { staff: await come('administrator'), come }
}

const ACTS: Readonly<Record<Cause, (world: World, person: Person) => Promise<void>>> = {
  'sign-out': (_, { client }) => client.accounts.signOut(),
  ban: ({ staff }, { id }) => staff.client.administration.ban(id, { seconds: null, reason: 'measured' }),
  'lost role': ({ staff }, { id }) => staff.client.administration.changeRole(id, 'member'),
}

/** Whoever watches a private room does so by the role alone, so losing it ends the socket. */
async function measure(
  world: World,
  { place, cause, people, sleepMs }: { place: Place; cause: Cause; people: number; sleepMs: number },
): Promise<number[]> {
  const { id: roomId } = await world.staff.client.rooms.create({ name: 'Watched', visibility: 'private' })
  const openers = place === 'relay' ? RELAY_THRESHOLD : 0
  const held: Watcher[] = []
  for (let n = 0; n < openers; n += 1) held.push(await watch(world, roomId))
  const times: number[] = []
  const atOnce = place === 'relay' ? people : 1
  for (let done = 0; done < people; done += atOnce) {
    const id =
      place === 'relay'
        ? roomId
        : (await world.staff.client.rooms.create({ name: 'Watched', visibility: 'private' })).id
    const watchers: Watcher[] = []
    for (let n = 0; n < atOnce; n += 1) watchers.push(await watch(world, id))
    held.push(...watchers)
    if (place === 'awake room' || place === 'relay') times.push(...(await end(world, cause, watchers)))
  }
  if (place === 'hibernated room') {
    await delay(sleepMs)
    times.push(...(await end(world, cause, held)))
  }
  for (const { socket } of held) socket.close()
  return times
}

type Watcher = { person: Person; socket: WebSocket; closedAt: Promise<number> }

async function watch({ come }: World, roomId: string): Promise<Watcher> {
  const person = await come('moderator')
  const { url, ticket } = await person.client.rooms.ticket(roomId)
  const socket = new WebSocket(url, ['sentinel.v1', `ticket.${ticket}`])
  const closedAt = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now())))
  await new Promise<void>((resolve, reject) => {
    socket.once('message', () => resolve())
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)))
    socket.once('open', () => socket.send(JSON.stringify([{ type: 'hello', position: null, revision: 2 }])))
  })
  return { person, socket, closedAt }
}

async function end(world: World, cause: Cause, watchers: readonly Watcher[]): Promise<number[]> {
  const times: number[] = []
  for (const { person, closedAt } of watchers) {
    const startedAt = performance.now()
    await ACTS[cause](world, person)
    times.push((await closedAt) - startedAt)
  }
  return times
}
