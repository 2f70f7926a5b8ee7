import type { RecordedChange } from '#domain/standing/standing-change.ts'
import { drainerName } from '#durable-objects/drainer/contract.ts'
import type { Drainer } from '#durable-objects/drainer/drainer.ts'
import type { Inbox } from '#durable-objects/inbox/inbox.ts'
import { connectOutbox } from '#services/connections/outbox.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { createKeyring } from '#services/content-keys/create-keyring.ts'
import { parseEnvironment } from '#services/environment/parse-environment.ts'
import type { Erasure } from '#services/erasure/erasure-store.ts'
import { openErasureStore } from '#services/erasure/open-erasure-store.ts'
import { runErasures } from '#services/erasure/run-erasures.ts'
import { describeError } from '#services/outbox/describe-error.ts'
import { listBusyShards } from '#services/outbox/list-busy-shards.ts'
import { purgeDelivered } from '#services/outbox/purge-delivered.ts'
import { readStatistics } from '#services/outbox/read-statistics.ts'
import { releaseStaleLeases } from '#services/outbox/release-stale-leases.ts'
import { rotateSigningKeys } from '#services/signing-keys/rotate-signing-keys.ts'
import { listUntoldPeople } from '#services/standing/list-untold-people.ts'
import { tellStanding } from '#services/standing/tell-standing.ts'
import { askRoomToErase } from '../erasure/ask-room-to-erase.ts'
import { PURGE_PORTION, type SweepDependencies, sweep } from './sweep.ts'

type Bindings = {
  DRAINER: DurableObjectNamespace<Drainer>
  INBOX: DurableObjectNamespace<Inbox>
  ROOM: { getByName(name: string): unknown }
}

/** A change younger than that is being told by whoever made it. */
const UNTOLD_AFTER_MS = 5_000
const MAX_PEOPLE_TOLD = 500
const ERASURE_BUDGET_MS = 20_000

const log: SweepDependencies['log'] = (level, event, detail) =>
  console[level](JSON.stringify({ level, event, ...detail }))

/** The Worker's `scheduled`. */
export async function handleScheduled(env: Bindings): Promise<void> {
  const environment = parseEnvironment(env)
  const outbox = connectOutbox(environment)
  const db = connectPostgres(environment)
  const inbox = {
    apply: (userId: string, changes: readonly RecordedChange[]) => env.INBOX.getByName(userId).apply(changes),
  }
  const date = () => new Date()
  await sweep({
    releaseStaleLeases: () => releaseStaleLeases(outbox, { now: date() }),
    listBusyShards: () => listBusyShards(outbox),
    wakeDrainer: (shard) => env.DRAINER.getByName(drainerName(shard)).wake(),
    runErasures: () => {
      const eraseInRoom = (erasure: Erasure) => askRoomToErase(env.ROOM, erasure)
      const store = openErasureStore({
        db: connectPostgres(environment),
        outbox,
        eraseInRoom,
        now: Date.now,
      })
      const onFailure = (error: unknown, { roomId }: Erasure) =>
        log('warn', 'erasure_failed', { roomId, code: describeError(error) })
      return runErasures({ store, now: Date.now, onFailure }, { budgetMs: ERASURE_BUDGET_MS })
    },
    purgeDelivered: () =>
      purgeDelivered(outbox, {
        before: new Date(Date.now() - environment.OUTBOX_RETENTION_MS),
        limit: PURGE_PORTION,
      }),
    listUntoldPeople: () =>
      listUntoldPeople(db, { before: new Date(Date.now() - UNTOLD_AFTER_MS), limit: MAX_PEOPLE_TOLD }),
    tellStanding: async (userId) => void (await tellStanding({ db, inbox }, { userId, now: Date.now() })),
    rotateSigningKeys: () =>
      rotateSigningKeys({ db, keyring: createKeyring(environment.MASTER_KEYS) }, { now: Date.now() }),
    readStatistics: () => readStatistics(outbox, { now: date() }),
    log,
    describeError,
  })
}
