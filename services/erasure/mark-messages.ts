import { sql } from 'drizzle-orm'
import type { Postgres } from '#services/connections/postgres.ts'
import { lockRooms } from '#services/records/statements.ts'
import type { Erasure } from './erasure-store.ts'

const PORTION = 5000

/**
 * Marks a portion of an erased person's messages of a room as deleted, so that nobody counts them; false while there are
 * more. It waits for recorders of the room: what they record afterwards they mark themselves.
 */
export async function markMessages(db: Postgres, { roomId, userId }: Erasure): Promise<boolean> {
  const [, marked] = await db.batch([
    db.execute(lockRooms([roomId])),
    db.execute<{ seq: string }>(sql`
      update messages as m set deleted_at = person.deleted_at
      from (select deleted_at from users where id = ${userId} and deleted_at is not null) as person
      where (m.room_id, m.epoch, m.seq) in (
        select room_id, epoch, seq from messages
        where room_id = ${roomId} and author_id = ${userId} and deleted_at is null limit ${PORTION})`),
  ])
  return (marked.rowCount ?? 0) < PORTION
}
