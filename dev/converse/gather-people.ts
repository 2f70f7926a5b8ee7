import { createClient, type RoomConnection } from '#sdk/index.ts'
import { computeName } from './parse-log.ts'
import type { TalkPlan } from './plan-talk.ts'
import { retry } from './retry.ts'
import { runBounded } from './run-bounded.ts'

export type Person = { id: string; roomId: string; connection: RoomConnection }
export type Gathering = { people: Person[]; roomIds: string[] }

export type GatherOptions = {
  origin: string
  plan: TalkPlan
  /** Full accounts with passwords in place of guests: each costs the platform a password hash. */
  signUp: boolean
  report: (line: string) => void
}

const CONCURRENCY = 16
const REPORT_EVERY = 250
const OPEN_TIMEOUT_MS = 60_000

const createBearer = (origin: string) =>
  createClient({ origin, credentials: { kind: 'bearer' }, timeoutMs: 30_000 })

const inventAccount = (name: string) => ({
  name,
  email: `${crypto.randomUUID()}@converse.example`,
  password: crypto.randomUUID(),
})

/** Makes the rooms and the accounts; everyone joins their room and has an open connection to it. */
export async function gatherPeople({ origin, plan, signUp, report }: GatherOptions): Promise<Gathering> {
  const owner = createBearer(origin)
  await owner.accounts.signUp(inventAccount('Converse'))
  const numbers = Array.from({ length: plan.rooms }, (_, n) => n + 1)
  const rooms = await runBounded(numbers, CONCURRENCY, (n) =>
    retry(() => owner.rooms.create({ name: `Conversation ${n}` })),
  )
  const roomIds = rooms.map(({ id }) => id)
  let arrived = 0
  const people = await runBounded(plan.people, CONCURRENCY, async ({ nick, room }) => {
    const roomId = roomIds[room] ?? ''
    const client = createBearer(origin)
    const name = computeName(nick)
    const { id } = await retry(() =>
      signUp ? client.accounts.signUp(inventAccount(name)) : client.accounts.signInAsGuest(name),
    )
    await retry(() => client.rooms.join(roomId))
    const connection = client.connect(roomId)
    await opened(connection)
    arrived += 1
    if (arrived % REPORT_EVERY === 0) report(`${arrived} of ${plan.people.length} people are in their rooms.`)
    return { id, roomId, connection }
  })
  return { people, roomIds }
}

function opened(connection: RoomConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('A room did not open in time.')), OPEN_TIMEOUT_MS)
    const stop = connection.on('state', (state) => {
      const isClosed = state.kind === 'closed'
      if (state.kind !== 'open' && !isClosed) return
      clearTimeout(timer)
      stop()
      if (isClosed) reject(new Error(`A room closed its socket: ${state.error}.`))
      else resolve()
    })
    connection.open()
  })
}
