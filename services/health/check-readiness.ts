import { sql } from 'drizzle-orm'
import type { Condition, Readiness } from '#schema/wire/http/readiness.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Redis } from '#services/connections/redis.ts'
import { withDeadline } from '#services/connections/with-deadline.ts'
import { readStatistics } from '#services/outbox/read-statistics.ts'

const TIMEOUT_MS = 2000
const SLOW_MS = 1000

type Probe<T> = { status: Condition; latencyMs: number | null; value: T | null }

async function probe<T>(ask: () => Promise<T>, now: () => number): Promise<Probe<T>> {
  const startedAt = now()
  try {
    const value = await withDeadline(ask(), TIMEOUT_MS)
    const latencyMs = now() - startedAt
    return { status: latencyMs > SLOW_MS ? 'degraded' : 'ok', latencyMs, value }
  } catch {
    return { status: 'down', latencyMs: null, value: null }
  }
}

type Conditions = { postgres: Condition; outbox: Condition; redis: Condition }

/**
 * Chat goes on without any one dependency: rooms keep what they can't pass on, sessions stand in Postgres and in Redis.
 * With both of these gone nobody's session can be read, and that is `down`.
 */
export function computePlatformCondition({ postgres, outbox, redis }: Conditions): Condition {
  if (postgres === 'down' && redis === 'down') return 'down'
  return [postgres, outbox, redis].every((condition) => condition === 'ok') ? 'ok' : 'degraded'
}

/** Asks every dependency at once, each for 2 s at most. Latencies in milliseconds. Never throws. */
export async function checkReadiness(
  { db, outbox, redis }: { db: Postgres; outbox: Outbox; redis: Pick<Redis, 'ping'> },
  now: () => number = Date.now,
): Promise<Readiness> {
  const [postgres, queue, cache] = await Promise.all([
    probe(async () => await db.execute(sql`select 1`), now),
    probe(() => readStatistics(outbox, { now: new Date(now()) }), now),
    probe(() => redis.ping(), now),
  ])
  const report = <T>({ status, latencyMs }: Probe<T>) => ({ status, latencyMs })
  return {
    status: computePlatformCondition({
      postgres: postgres.status,
      outbox: queue.status,
      redis: cache.status,
    }),
    dependencies: { postgres: report(postgres), outbox: report(queue), redis: report(cache) },
    outbox: queue.value,
  }
}
