import { drainerName } from '#durable-objects/drainer/contract.ts'
import type { Drainer } from '#durable-objects/drainer/drainer.ts'
import { connectOutbox } from '#services/connections/outbox.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { parseEnvironment } from '#services/environment/parse-environment.ts'
import type { Erasure } from '#services/erasure/erasure-store.ts'
import { openErasureStore } from '#services/erasure/open-erasure-store.ts'
import { runErasures } from '#services/erasure/run-erasures.ts'
import { describeError } from '#services/outbox/describe-error.ts'
import { listBusyShards } from '#services/outbox/list-busy-shards.ts'
import { purgeDelivered } from '#services/outbox/purge-delivered.ts'
import { readStatistics } from '#services/outbox/read-statistics.ts'
import { releaseStaleLeases } from '#services/outbox/release-stale-leases.ts'
import { askRoomToErase } from '../erasure/ask-room-to-erase.ts'
import { PURGE_PORTION, type SweepDependencies, sweep } from './sweep.ts'

type Bindings = {
  DRAINER: DurableObjectNamespace<Drainer>
  ROOM: { getByName(name: string): unknown }
}

const ERASURE_BUDGET_MS = 20_000

const log: SweepDependencies['log'] = (level, event, detail) =>
  console[level](JSON.stringify({ level, event, ...detail }))

/** The Worker's `scheduled`. */
export async function handleScheduled(env: Bindings): Promise<void> {
  const environment = parseEnvironment(env)
  const outbox = connectOutbox(environment)
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
    readStatistics: () => readStatistics(outbox, { now: date() }),
    log,
    describeError,
  })
}
