import { and, eq, isNull, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { contentKeys, roomMembers } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Erasure } from './erasure-store.ts'

/**
 * Notes that nothing of the person is left in the room, with the audit entry. The membership ends here too, ahead of the
 * room's event, which has the last word. Repeating it changes nothing.
 */
export async function finishErasure(
  db: Postgres,
  { roomId, userId, now }: Erasure & { now: Date },
): Promise<void> {
  const open = and(
    eq(contentKeys.roomId, roomId),
    eq(contentKeys.authorId, userId),
    isNull(contentKeys.destroyedAt),
  )
  await db.batch([
    db.execute(sql`
      insert into audit_entries (id, action, target_type, target_id, detail, created_at)
      select ${uuidv7()}::uuid, 'account.erase', 'user', ${userId}, jsonb_build_object('roomId', ${roomId}::text), ${now.toISOString()}::timestamptz
      where exists (select 1 from content_keys where ${open})`),
    db
      .update(roomMembers)
      .set({ deletedAt: now, updatedAt: now })
      .where(
        and(eq(roomMembers.roomId, roomId), eq(roomMembers.userId, userId), isNull(roomMembers.deletedAt)),
      ),
    db
      .update(contentKeys)
      .set({ destroyedAt: now, wrapped: new Uint8Array(0) })
      .where(open),
  ])
}
