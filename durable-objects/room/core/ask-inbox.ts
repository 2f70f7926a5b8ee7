import type { Standing } from '#domain/standing/standing.ts'
import { nameOf } from './name-of.ts'
import type { OpenRoom } from './open-room.ts'

const MAX_ASKED = 3

/**
 * How the person stands, now that their inbox knows of this room; null where that can't be told. What the inbox tells while its
 * answer is on the way may have overtaken it: then it is asked again.
 */
export async function askInbox({ deps, standings }: OpenRoom, userId: string): Promise<Standing | null> {
  try {
    for (let asked = 0; asked < MAX_ASKED; asked += 1) {
      const before = standings.version(userId)
      const standing = await deps.enterInbox(userId)
      if (standings.version(userId) === before) return standing
    }
  } catch (error) {
    deps.log('warn', 'room.inbox_failed', { error: nameOf(error) })
  }
  return null
}
