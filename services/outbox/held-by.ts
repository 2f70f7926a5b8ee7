import { type SQL, sql } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'

/** Who holds what: a token belongs to one shard. */
export type Lease = { shard: number; token: string }

/** Fencing: the rows that a token still holds, so that a late drainer whose lease was given away changes nothing. */
export const heldBy = ({ shard, token }: Lease): SQL =>
  sql`shard = ${shard} and status = 'leased' and lease_token = ${token}`

/** Those of `ids` that `token` still holds. */
export const heldAmong = (token: string, ids: readonly string[]): SQL =>
  sql`id in ${ids.map(BigInt)} and status = 'leased' and lease_token = ${token}`

/**
 * An update that finds its rows by the index that it names. Left to choose, the optimiser may take the one on the
 * status alone and lock rows of every other shard on its way.
 */
export const updateThrough = (index: 'primary' | 'temp_outbox_due', assignments: SQL, condition: SQL): SQL =>
  sql`update ${tempOutbox} force index (${sql.raw(index)}) set ${assignments} where ${condition}`
