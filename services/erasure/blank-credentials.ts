import { eq, or, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { ERASED_NAME } from '#domain/room-log/erase-from-event.ts'
import {
  accounts,
  challenges,
  passkeys,
  recoveryCodes,
  secondFactors,
  sessions,
  verifications,
} from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

const NOTHING = new Uint8Array(0)

/** Stays unique where a column must be, and names nothing. */
const nameless = (id: AnyPgColumn) => sql`'deleted:' || ${id}`

/** Statements that mark every way of a person to sign in as deleted and blank what is secret or personal in it. */
export function blankCredentials(
  db: Postgres,
  { userId, email, deletedAt }: { userId: string; email: string; deletedAt: Date },
) {
  const marked = { updatedAt: deletedAt, deletedAt }
  return [
    db
      .update(sessions)
      .set({ ...marked, token: nameless(sessions.id), ipAddress: null, userAgent: null })
      .where(eq(sessions.userId, userId)),
    db
      .update(accounts)
      .set({
        ...marked,
        accountId: nameless(accounts.id),
        password: null,
        accessToken: null,
        refreshToken: null,
        idToken: null,
      })
      .where(eq(accounts.userId, userId)),
    db
      .update(passkeys)
      .set({ ...marked, credentialId: nameless(passkeys.id), publicKey: NOTHING, name: ERASED_NAME })
      .where(eq(passkeys.userId, userId)),
    db
      .update(secondFactors)
      .set({ ...marked, sealedSecret: NOTHING })
      .where(eq(secondFactors.userId, userId)),
    db.update(recoveryCodes).set({ deletedAt, codeHash: NOTHING }).where(eq(recoveryCodes.userId, userId)),
    db
      .update(challenges)
      .set({ deletedAt, detail: null })
      .where(
        or(
          eq(challenges.userId, userId),
          sql`lower(${challenges.detail} ->> 'email') = ${email.toLowerCase()}`,
        ),
      ),
    db
      .update(verifications)
      .set({ ...marked, identifier: nameless(verifications.id), value: '' })
      .where(or(eq(verifications.identifier, email), eq(verifications.value, userId))),
  ] as const
}
