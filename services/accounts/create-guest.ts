import { uuidv7 } from 'uuidv7'
import { users } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** A person without an address and a password, who lasts as long as the session. @returns the person's id. */
export async function createGuest(
  db: Postgres,
  { name, now }: { name: string; now: number },
): Promise<string> {
  const userId = uuidv7()
  const at = new Date(now)
  await db.insert(users).values({
    id: userId,
    name,
    email: `${userId}@guest.invalid`,
    isAnonymous: true,
    role: 'guest',
    createdAt: at,
    updatedAt: at,
  })
  return userId
}
