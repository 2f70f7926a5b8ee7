import type { RecordedChange } from '#domain/standing/standing-change.ts'
import { drainerName } from '#durable-objects/drainer/contract.ts'
import type { Drainer } from '#durable-objects/drainer/drainer.ts'
import type { Inbox } from '#durable-objects/inbox/inbox.ts'
import { connectOutbox } from '#services/connections/outbox.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { createKeyring } from '#services/content-keys/create-keyring.ts'
import { parseEnvironment } from '#services/environment/parse-environment.ts'
import { describeError } from '#services/outbox/describe-error.ts'
import { listBusyShards } from '#services/outbox/list-busy-shards.ts'
import { purgeDelivered } from '#services/outbox/purge-delivered.ts'
import { readStatistics } from '#services/outbox/read-statistics.ts'
import { releaseStaleLeases } from '#services/outbox/release-stale-leases.ts'
import { rotateSigningKeys } from '#services/signing-keys/rotate-signing-keys.ts'
import { listUntoldPeople } from '#services/standing/list-untold-people.ts'
import { tellStanding } from '#services/standing/tell-standing.ts'
import { PURGE_PORTION, sweep } from './sweep.ts'

type Bindings = { DRAINER: DurableObjectNamespace<Drainer>; INBOX: DurableObjectNamespace<Inbox> }

/** A change younger than that is being told by whoever made it. */
const UNTOLD_AFTER_MS = 5_000
const MAX_PEOPLE_TOLD = 500

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
    log: (level, event, detail) => console[level](JSON.stringify({ level, event, ...detail })),
    describeError,
  })
}
