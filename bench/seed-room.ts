import { randomUUID } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import * as schema from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

const RULES = 1000

/** A room with `members` members in the system of record, which the room object loads itself from. */
export async function seedRoom(
  db: Postgres,
  members: number,
): Promise<{ roomId: string; userIds: string[] }> {
  const userIds = Array.from({ length: members }, () => uuidv7())
  const roomId = uuidv7()
  const owner = userIds[0] ?? uuidv7()
  const now = new Date()
  await db
    .insert(schema.users)
    .values(
      userIds.map((id) => ({ id, name: 'bench', email: `${id}@bench.invalid`, role: 'member' as const })),
    )
  await db.insert(schema.rooms).values({ id: roomId, name: 'bench', visibility: 'public', createdBy: owner })
  await db.insert(schema.roomMembers).values(
    userIds.map((userId) => ({
      roomId,
      userId,
      role: userId === owner ? ('owner' as const) : ('member' as const),
      changedSeq: 0,
      joinedAt: now,
    })),
  )
  return { roomId, userIds }
}

/** Turns the word filter on, with as many rules as a large community has. */
export async function seedRules(db: Postgres): Promise<void> {
  await db.insert(schema.wordFilterRules).values(
    Array.from({ length: RULES }, (_, i) => ({
      id: uuidv7(),
      pattern: `forbidden${i.toString(36)}${randomUUID().slice(0, 4)}`,
      action: 'block' as const,
    })),
  )
}
