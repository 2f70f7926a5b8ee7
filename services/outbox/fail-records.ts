import { sql } from 'drizzle-orm'
import type { Outbox } from '#services/connections/outbox.ts'
import { toDateTime } from './date-time.ts'
import { heldAmong, updateThrough } from './held-by.ts'
import type { RecordFailure } from './leased-record.ts'
import { retryContention } from './retry-contention.ts'
import { computeRetryDelay, MAX_ATTEMPTS } from './retry-policy.ts'

/** Puts refused rows back with a delay, or buries them as dead letters. Answers how many are dead now. */
export async function failRecords(
  outbox: Outbox,
  failure: { token: string; failures: readonly RecordFailure[]; now: Date },
): Promise<number> {
  const { token, failures, now } = failure
  let dead = 0
  for (const group of groupAlike(failures)) {
    const attempts = group.attempts + 1
    const isDead = attempts >= MAX_ATTEMPTS
    const { rowsAffected } = await retryContention(() =>
      outbox.execute(
        updateThrough(
          'primary',
          sql`status = ${isDead ? 'dead' : 'queued'}, attempts = ${attempts}, dead_letter_reason = ${group.reason},
            next_attempt_at = ${toDateTime(new Date(now.getTime() + computeRetryDelay(attempts)))},
            lease_token = null, lease_expires_at = null`,
          heldAmong(token, group.ids),
        ),
      ),
    )
    if (isDead) dead += rowsAffected
  }
  return dead
}

type Group = { attempts: number; reason: string; ids: string[] }

function groupAlike(failures: readonly RecordFailure[]): Iterable<Group> {
  const groups = new Map<string, Group>()
  for (const { id, attempts, reason } of failures) {
    const key = `${attempts} ${reason}`
    const group = groups.get(key) ?? { attempts, reason, ids: [] }
    group.ids.push(id)
    groups.set(key, group)
  }
  return groups.values()
}
