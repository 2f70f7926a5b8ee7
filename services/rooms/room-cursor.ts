import { z } from 'zod'
import { Refusal } from '#services/errors/refusal.ts'

/** The last room of a page: listings go from the newest room to the oldest. */
export type RoomCursor = { createdAt: Date; id: string }

const parts = z.tuple([z.coerce.number().int().min(0).max(8.64e15), z.uuid()])

export const formatRoomCursor = ({ createdAt, id }: RoomCursor): string => `${createdAt.getTime()}.${id}`

/** @throws Refusal `malformed`. */
export function parseRoomCursor(cursor: string): RoomCursor {
  const result = parts.safeParse(cursor.split('.'))
  if (!result.success) throw new Refusal('malformed')
  return { createdAt: new Date(result.data[0]), id: result.data[1] }
}
