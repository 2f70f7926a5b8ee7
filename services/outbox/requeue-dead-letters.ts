import { and, eq, inArray } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, can } from '#domain/roles/can.ts'
import { tempOutbox } from '#schema/mysql/index.ts'
import { auditEntries } from '#schema/postgres/index.ts'
import { requeueBody } from '#schema/wire/http/outbox.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { retryContention } from './retry-contention.ts'

/**
 * Gives dead letters a new life with no attempt counted. The audit entry is written to Postgres first: a crash before
 * the change in MySQL leaves an entry for a requeue that did not happen, and never a requeue without an entry.
 * @returns how many were dead and are queued now, and the shards to wake.
 * @throws Refusal `forbidden` or `malformed`.
 */
export async function requeueDeadLetters(
  databases: { outbox: Outbox; postgres: Postgres },
  input: { actor: Actor; body: unknown; requestId?: string; now?: Date },
): Promise<{ requeued: number; shards: number[] }> {
  const { outbox, postgres } = databases
  const { actor, requestId = null, now = new Date() } = input
  if (!can(actor, 'outbox.requeue')) throw new Refusal('forbidden')
  const body = requeueBody.safeParse(input.body)
  if (!body.success) throw new Refusal('malformed')
  const chosen = and(inArray(tempOutbox.id, body.data.ids.map(BigInt)), eq(tempOutbox.status, 'dead'))
  const shards = await outbox.selectDistinct({ shard: tempOutbox.shard }).from(tempOutbox).where(chosen)
  if (shards.length === 0) return { requeued: 0, shards: [] }
  await postgres.insert(auditEntries).values({
    id: uuidv7(),
    actorId: actor.userId,
    action: 'outbox.requeue',
    targetType: 'outbox',
    targetId: 'dead-letters',
    detail: { ids: body.data.ids },
    requestId,
    createdAt: now,
  })
  const { rowsAffected } = await retryContention(() =>
    outbox
      .update(tempOutbox)
      .set({ status: 'queued', attempts: 0, nextAttemptAt: now, deadLetterReason: null })
      .where(chosen),
  )
  return { requeued: rowsAffected, shards: shards.map((row) => row.shard) }
}
