import { z } from 'zod'
import type { Circuit } from '#services/connections/circuit.ts'
import type { Redis } from '#services/connections/redis.ts'
import { type Session, session } from './session.ts'

const MAX_AGE_SECONDS = 24 * 60 * 60

/** A session as it stood in Postgres at `checkedAt`. */
const cachedSession = z.object({ checkedAt: z.int(), session })
export type CachedSession = z.infer<typeof cachedSession>

/** Where sessions are kept besides Postgres. None of these throws: an unreachable cache is an empty one. */
export interface SessionCache {
  read(token: string): Promise<CachedSession | null>
  write(token: string, entry: CachedSession): Promise<void>
  forget(tokens: readonly string[]): Promise<void>
}

const keyOf = (token: string) => `session:${token}`

function parseEntry(raw: string | null): CachedSession | null {
  if (raw === null) return null
  try {
    return cachedSession.safeParse(JSON.parse(raw)).data ?? null
  } catch {
    return null
  }
}

/** The session cache in Redis. */
export function createSessionCache(redis: Redis, circuit: Circuit): SessionCache {
  return {
    async read(token) {
      const raw = await circuit.run(() => redis.get<string>(keyOf(token))).catch(() => null)
      return parseEntry(raw)
    },
    async write(token, entry) {
      const lifeSeconds = Math.floor((entry.session.expiresAt - entry.checkedAt) / 1000)
      if (lifeSeconds < 1) return
      const ex = Math.min(lifeSeconds, MAX_AGE_SECONDS)
      const value = JSON.stringify(entry satisfies { checkedAt: number; session: Session })
      await circuit.run(() => redis.set(keyOf(token), value, { ex })).catch(() => undefined)
    },
    async forget(tokens) {
      if (tokens.length === 0) return
      await circuit.run(() => redis.del(...tokens.map(keyOf))).catch(() => undefined)
    },
  }
}
