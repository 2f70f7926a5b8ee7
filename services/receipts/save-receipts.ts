import { sql } from 'drizzle-orm'
import type { Postgres } from '#services/connections/postgres.ts'

export type Receipt = {
  userId: string
  epoch: number
  deliveredSeq: number
  readSeq: number
  /** Milliseconds. */
  readAt: number | null
}

/** Moves the receipts of a room forwards, in one statement. Repeating it, and older ones, change nothing. */
export async function saveReceipts(
  db: Postgres,
  roomId: string,
  receipts: readonly Receipt[],
): Promise<void> {
  const rows = receipts.map(({ userId, epoch, deliveredSeq, readSeq, readAt }) => ({
    user_id: userId,
    epoch,
    delivered_seq: deliveredSeq,
    read_seq: readSeq,
    read_at: readAt === null ? null : new Date(readAt),
  }))
  await db.execute(sql`
    insert into receipts (room_id, user_id, epoch, delivered_seq, delivered_at, read_seq, read_at, updated_at)
    select ${roomId}::uuid, user_id, epoch, delivered_seq, now(), read_seq, read_at, now()
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(user_id uuid, epoch int, delivered_seq bigint,
      read_seq bigint, read_at timestamptz)
    order by user_id
    on conflict (room_id, user_id) do update set
      epoch = greatest(receipts.epoch, excluded.epoch),
      delivered_at = case when excluded.delivered_seq > receipts.delivered_seq then excluded.delivered_at
        else receipts.delivered_at end,
      delivered_seq = greatest(receipts.delivered_seq, excluded.delivered_seq),
      read_at = case when excluded.read_seq > receipts.read_seq then excluded.read_at else receipts.read_at end,
      read_seq = greatest(receipts.read_seq, excluded.read_seq),
      updated_at = excluded.updated_at`)
}
