import type { Readiness } from '#schema/wire/http/readiness.ts'
import { checkReadiness } from '#services/health/check-readiness.ts'
import type { Platform } from '../../platform.ts'

const REUSE_MS = 1000

const recent = new WeakMap<Platform, { at: number; readiness: Readiness }>()

/** Anyone may ask, so the databases are asked at most once a second by each isolate. */
export async function readRecentReadiness(platform: Platform, now: number): Promise<Readiness> {
  const known = recent.get(platform)
  if (known && now - known.at < REUSE_MS) return known.readiness
  // Who asks meanwhile gets the last report: the runtime lets no request wait for another one's promise.
  if (known) recent.set(platform, { ...known, at: now })
  const readiness = await checkReadiness(platform)
  recent.set(platform, { at: now, readiness })
  return readiness
}
