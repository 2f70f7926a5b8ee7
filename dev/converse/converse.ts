import { setTimeout as delay } from 'node:timers/promises'
import type { ControlClient } from '#dev/stand/connect-control.ts'
import { connectOutbox, type Outbox } from '#services/connections/outbox.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { causeFaults, FAULTS_MS, type Fault } from './cause-faults.ts'
import { type Comparison, compareTalk } from './compare-talk.ts'
import { countUndelivered } from './count-undelivered.ts'
import { gatherPeople } from './gather-people.ts'
import type { TalkPlan } from './plan-talk.ts'
import { countRecorded, readRecorded } from './read-recorded.ts'
import { talk } from './talk.ts'

export type ConverseInput = {
  origin: string
  plan: TalkPlan
  signUp: boolean
  stores: {
    DATABASE_URL: string
    NEON_FETCH_ENDPOINT?: string | undefined
    OUTBOX_URL: string
    MASTER_KEYS: string
  }
  /** Where faults are caused while people talk; null: none are. */
  control: ControlClient | null
  report: (line: string) => void
}

export type ConverseResult = Comparison & {
  people: number
  rooms: number
  seconds: number
  /** From the last answer to the last row. */
  drainSeconds: number
  faults?: Fault[]
  /** From the end of the last fault until all was recorded. */
  drainedAfterLastFaultSeconds?: number
}

const DRAIN_TIMEOUT_MS = 180_000
const POLL_MS = 200
/** Several times what a room waits before it publishes, and a drainer between two rounds. */
const SETTLE_MS = 5_000

const secondsSince = (at: number) => Math.round(performance.now() - at) / 1000

/** People talk on the platform; then what it recorded is set against what they said. */
export async function converse(input: ConverseInput): Promise<ConverseResult> {
  const { origin, plan, signUp, control, report } = input
  report(`${plan.people.length} people gather in ${plan.rooms} rooms.`)
  const { people, roomIds } = await gatherPeople({
    origin,
    plan,
    signUp,
    db: connectPostgres(input.stores),
    report,
  })

  report(`They say ${plan.lines.length} lines.`)
  const startedAt = performance.now()
  let mendedAt: number | null = null
  const faulting = control
    ? causeFaults(control, report).finally(() => {
        mendedAt = performance.now()
      })
    : null
  const talking = talk({
    people,
    lines: plan.lines,
    spreadMs: control ? FAULTS_MS : 0,
    isSpreadOver: () => mendedAt !== null,
    report,
  })
  const [said, faults] = await Promise.all([talking, faulting])
  const seconds = secondsSince(startedAt)
  const answeredAt = performance.now()
  for (const { connection } of people) connection.close()

  const db = connectPostgres(input.stores)
  const acknowledged = said.filter(({ outcome }) => outcome.kind === 'acknowledged').length
  report('They are done; waiting until all is recorded.')
  await waitForRecords(db, roomIds, acknowledged)
  await waitForOutbox(connectOutbox(input.stores), roomIds)
  const drainSeconds = secondsSince(answeredAt)
  const drained = mendedAt === null ? {} : { drainedAfterLastFaultSeconds: secondsSince(mendedAt) }
  await waitForStragglers(db, roomIds)
  const recorded = await readRecorded(db, input.stores.MASTER_KEYS, roomIds)
  return {
    ...compareTalk(said, recorded),
    people: people.length,
    rooms: roomIds.length,
    seconds,
    drainSeconds,
    ...(faults ? { faults, ...drained } : {}),
  }
}

async function waitForRecords(db: Postgres, roomIds: readonly string[], expected: number): Promise<void> {
  await waitUntil(async () => (await countRecorded(db, roomIds)) >= expected)
}

async function waitForOutbox(outbox: Outbox, roomIds: readonly string[]): Promise<void> {
  await waitUntil(async () => (await countUndelivered(outbox, roomIds)) === 0)
}

/** What should not come, a double above all, may come after all else: the count must stand still for a while. */
async function waitForStragglers(db: Postgres, roomIds: readonly string[]): Promise<void> {
  let last = -1
  let stoodSince = performance.now()
  await waitUntil(async () => {
    const recorded = await countRecorded(db, roomIds)
    if (recorded !== last) stoodSince = performance.now()
    last = recorded
    return performance.now() - stoodSince >= SETTLE_MS
  })
}

async function waitUntil(isDone: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now()
  while (performance.now() - startedAt < DRAIN_TIMEOUT_MS) {
    if (await isDone().catch(() => false)) return
    await delay(POLL_MS)
  }
}
