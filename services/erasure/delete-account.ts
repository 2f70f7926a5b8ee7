import { and, eq, isNull, or, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { ERASED_NAME } from '#domain/room-log/erase-from-event.ts'
import { auditEntries, contentKeys, sessions, standingChanges, users } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { isRowMissing, requireRow } from '#services/connections/require-row.ts'
import { Refusal } from '#services/errors/refusal.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { lockAdministrators, otherAdministrator } from '#services/users/administrators.ts'
import { blankCredentials } from './blank-credentials.ts'

export type DeleteAccountInput = {
  userId: string
  /** Null for an operator at the command line. */
  actorId: string | null
  requestId?: string | undefined
  now: number
}

/** RFC 2606: no mail is ever delivered there. */
const NOWHERE = 'deleted.invalid'

/**
 * Deletes a person's account: in one transaction the row is marked and made nameless, every way to sign in is blanked, and
 * every content key of theirs in the system of record is emptied. What is left in the rooms and in the outbox is on the list
 * of `listErasures` from then on. Rows and audit trail stay.
 * @throws Refusal `not_found` for nobody, and for who is deleted already; `conflict` for the last administrator.
 */
export async function deleteAccount(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { userId, actorId, requestId, now }: DeleteAccountInput,
): Promise<void> {
  const [person] = await db
    .select({ email: users.email })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.deletedAt)))
  if (!person) throw new Refusal('not_found')
  const deletedAt = new Date(now)
  const email = `${uuidv7()}@${NOWHERE}`
  const isDispensable = or(
    sql`${users.role} <> 'administrator'`,
    otherAdministrator(userId, deletedAt.toISOString()),
  )
  try {
    const [, , , standing] = await db.batch([
      lockAdministrators(db),
      db
        .update(users)
        .set({
          name: ERASED_NAME,
          email,
          emailVerified: false,
          image: null,
          role: 'guest',
          roleVersion: sql`${users.roleVersion} + 1`,
          updatedAt: deletedAt,
          deletedAt,
        })
        .where(and(eq(users.id, userId), isNull(users.deletedAt), isDispensable)),
      db.execute(requireRow(sql`users where id = ${userId} and email = ${email}`)),
      db.select({ token: sessions.token }).from(sessions).where(eq(sessions.userId, userId)),
      ...blankCredentials(db, { userId, email: person.email, deletedAt }),
      db
        .update(contentKeys)
        .set({ wrapped: new Uint8Array(0) })
        .where(and(eq(contentKeys.authorId, userId), isNull(contentKeys.destroyedAt))),
      db.execute(requestErasures(userId)),
      db
        .insert(standingChanges)
        .values({ id: uuidv7(), userId, change: { type: 'deleted' }, createdAt: deletedAt }),
      db.insert(auditEntries).values({
        id: uuidv7(),
        actorId,
        action: 'account.delete',
        targetType: 'user',
        targetId: userId,
        requestId: requestId ?? null,
        createdAt: deletedAt,
      }),
    ])
    await cache.forget(standing.map(({ token }) => token))
  } catch (error) {
    throw isRowMissing(error) ? new Refusal('conflict') : error
  }
}

/**
 * An empty key, of no text, for each room that the person is or was in and that has none of theirs: it stands for what is to
 * be done there.
 */
const requestErasures = (userId: string) => sql`
  insert into content_keys (id, room_id, author_id, wrapped, master_key_version)
  select gen_random_uuid(), m.room_id, m.user_id, ''::bytea, 0 from room_members as m
  where m.user_id = ${userId} and not exists (
    select 1 from content_keys as k
    where k.room_id = m.room_id and k.author_id = m.user_id and k.destroyed_at is null)`
