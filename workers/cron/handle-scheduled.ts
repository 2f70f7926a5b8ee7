import { drainerName } from '#durable-objects/drainer/contract.ts'
import type { Drainer } from '#durable-objects/drainer/drainer.ts'
import { connectOutbox } from '#services/connections/outbox.ts'
import { parseEnvironment } from '#services/environment/parse-environment.ts'
import { describeError } from '#services/outbox/describe-error.ts'
import { listBusyShards } from '#services/outbox/list-busy-shards.ts'
import { purgeDelivered } from '#services/outbox/purge-delivered.ts'
import { readStatistics } from '#services/outbox/read-statistics.ts'
import { releaseStaleLeases } from '#services/outbox/release-stale-leases.ts'
import { PURGE_PORTION, sweep } from './sweep.ts'

type Bindings = { DRAINER: DurableObjectNamespace<Drainer> }

/** The Worker's `scheduled`. */
export async function handleScheduled(env: Bindings): Promise<void> {
  const environment = parseEnvironment(env)
  const outbox = connectOutbox(environment)
  const date = () => new Date()
  await sweep({
    releaseStaleLeases: () => releaseStaleLeases(outbox, { now: date() }),
    listBusyShards: () => listBusyShards(outbox),
    wakeDrainer: (shard) => env.DRAINER.getByName(drainerName(shard)).wake(),
    purgeDelivered: () =>
      purgeDelivered(outbox, {
        before: new Date(Date.now() - environment.OUTBOX_RETENTION_MS),
        limit: PURGE_PORTION,
      }),
    readStatistics: () => readStatistics(outbox, { now: date() }),
    log: (level, event, detail) => console[level](JSON.stringify({ level, event, ...detail })),
    describeError,
  })
}
