import { z } from 'zod'
import { Refusal } from '#services/errors/refusal.ts'

/** The last room of a page: listings go from the newest room to the oldest. */
export type RoomCursor = { createdAt: Date; id: string }

/** The last millisecond that its ISO form writes with a year of four digits, as Postgres reads it. */
const MAX_TIME_MS = 253_402_300_799_999

const parts = z.tuple([z.coerce.number().int().min(0).max(MAX_TIME_MS), z.uuid()])

export const formatRoomCursor = ({ createdAt, id }: RoomCursor): string => `${createdAt.getTime()}.${id}`

/** @throws Refusal `malformed`. */
export function parseRoomCursor(cursor: string): RoomCursor {
  const result = parts.safeParse(cursor.split('.'))
  if (!result.success) throw new Refusal('malformed')
  return { createdAt: new Date(result.data[0]), id: result.data[1] }
}
