import { and, eq, inArray, type SQL } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'

/** Fencing: the rows that `token` still holds, so that a late drainer whose lease was given away changes nothing. */
export const heldBy = (token: string, ids?: readonly string[]): SQL | undefined =>
  and(
    eq(tempOutbox.leaseToken, token),
    eq(tempOutbox.status, 'leased'),
    ids && inArray(tempOutbox.id, ids.map(BigInt)),
  )
