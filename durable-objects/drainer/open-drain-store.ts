import { connectOutbox } from '#services/connections/outbox.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import type { Environment } from '#services/environment/parse-environment.ts'
import { claimRecords } from '#services/outbox/claim-records.ts'
import { completeRecords } from '#services/outbox/complete-records.ts'
import { failRecords } from '#services/outbox/fail-records.ts'
import { findNextDue } from '#services/outbox/find-next-due.ts'
import { releaseLease } from '#services/outbox/release-lease.ts'
import { recordEvents } from '#services/records/record-events.ts'
import { recordOrIsolate } from '#services/records/record-or-isolate.ts'
import type { DrainStore } from './drain-store.ts'

const LEASE_MS = 60_000

type Addresses = Pick<Environment, 'DATABASE_URL' | 'NEON_FETCH_ENDPOINT' | 'OUTBOX_URL'>

/** One shard of the outbox and the system of record behind the drivers. */
export function openDrainStore(environment: Addresses, shard: number, now: () => number): DrainStore {
  const outbox = connectOutbox(environment)
  const postgres = connectPostgres(environment)
  const date = () => new Date(now())
  return {
    claim: ({ token, limit }) =>
      claimRecords(outbox, { shard, token, limit, now: date(), leaseMs: LEASE_MS }),
    record: (leased) => recordOrIsolate((records) => recordEvents(postgres, records), leased),
    complete: async ({ token, ids }) => {
      await completeRecords(outbox, { token, ids, now: date() })
    },
    fail: ({ token, failures }) => failRecords(outbox, { token, failures, now: date() }),
    release: async (token) => {
      await releaseLease(outbox, { shard, token })
    },
    findNextDue: () => findNextDue(outbox, shard),
  }
}
