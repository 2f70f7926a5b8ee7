import { and, asc, eq, gt } from 'drizzle-orm'
import { type Actor, can } from '#domain/roles/can.ts'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { DeadLetterList } from '#schema/wire/http/outbox.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import { Refusal } from '#services/errors/refusal.ts'

const CURSOR = /^\d{1,19}$/

/**
 * One page of dead letters, oldest first, without what they say.
 * @throws Refusal `forbidden`, or `malformed` for a cursor that is none of ours.
 */
export async function listDeadLetters(
  outbox: Outbox,
  query: { actor: Pick<Actor, 'role'>; cursor?: string | undefined; limit: number },
): Promise<DeadLetterList> {
  const { actor, cursor, limit } = query
  if (!can(actor, 'outbox.read')) throw new Refusal('forbidden')
  if (cursor !== undefined && !CURSOR.test(cursor)) throw new Refusal('malformed')
  const rows = await outbox
    .select({
      id: tempOutbox.id,
      roomId: tempOutbox.roomId,
      epoch: tempOutbox.epoch,
      seq: tempOutbox.seq,
      kind: tempOutbox.kind,
      attempts: tempOutbox.attempts,
      reason: tempOutbox.deadLetterReason,
      createdAt: tempOutbox.createdAt,
    })
    .from(tempOutbox)
    .where(
      and(
        eq(tempOutbox.status, 'dead'),
        cursor === undefined ? undefined : gt(tempOutbox.id, BigInt(cursor)),
      ),
    )
    .orderBy(asc(tempOutbox.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  return {
    deadLetters: page.map((row) => ({
      ...row,
      id: String(row.id),
      reason: row.reason ?? '',
      createdAt: row.createdAt.getTime(),
    })),
    nextCursor: rows.length > limit ? String(page.at(-1)?.id) : null,
  }
}
