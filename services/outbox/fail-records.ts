import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import { heldBy } from './held-by.ts'
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
      outbox
        .update(tempOutbox)
        .set({
          status: isDead ? 'dead' : 'queued',
          attempts,
          nextAttemptAt: new Date(now.getTime() + computeRetryDelay(attempts)),
          deadLetterReason: group.reason,
          leaseToken: null,
          leaseExpiresAt: null,
        })
        .where(heldBy(token, group.ids)),
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
