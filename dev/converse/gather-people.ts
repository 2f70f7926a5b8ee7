import { type Client, createClient, type Me, type RoomConnection, requireSignedIn } from '#sdk/index.ts'
import { createAccount } from '#services/accounts/create-account.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { hashPassword } from '#services/sessions/hash-password.ts'
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
  db: Postgres
  report: (line: string) => void
}

const CONCURRENCY = 16
const REPORT_EVERY = 250
const OPEN_TIMEOUT_MS = 60_000

const createBearer = (origin: string) =>
  createClient({ origin, credentials: { kind: 'bearer' }, timeoutMs: 30_000 })

/** An account as after a sign-up whose mailed code came back, signed in. */
async function signInAnew(db: Postgres, client: Client, name: string): Promise<Me> {
  const email = `${crypto.randomUUID()}@converse.example`
  const password = crypto.randomUUID()
  const passwordHash = await hashPassword(password)
  await createAccount(db, { name, email, passwordHash, isVerified: true, now: Date.now() })
  return requireSignedIn(await client.accounts.signIn({ email, password }))
}

/** Makes the rooms and the accounts; everyone joins their room and has an open connection to it. */
export async function gatherPeople({ origin, plan, signUp, db, report }: GatherOptions): Promise<Gathering> {
  const owner = createBearer(origin)
  await signInAnew(db, owner, 'Converse')
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
      signUp ? signInAnew(db, client, name) : client.accounts.signInAsGuest(name),
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
