import { computeHistoryStart, planOf } from '#domain/plans/plan.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { RoomDependencies } from './dependencies.ts'
import { UNAVAILABLE_RETRY_MS } from './limits.ts'
import { nameOf } from './name-of.ts'
import { Refusal } from './refusal.ts'
import type { RoomLog } from './room-log.ts'

/** Where that begins which each role may read. */
export class HistoryStarts {
  readonly #deps: RoomDependencies
  readonly #log: Pick<RoomLog, 'record' | 'head'>
  /** The last recorded seq that is known to lie before it; it only grows. */
  readonly #before = new Map<PlatformRole, number>()

  constructor(deps: RoomDependencies, log: Pick<RoomLog, 'record' | 'head'>) {
    this.#deps = deps
    this.#log = log
  }

  /** The moment (ms) before which nothing is read; null: all is. */
  sinceOf(role: PlatformRole): number | null {
    const { plans, now } = this.#deps
    return computeHistoryStart(planOf(plans, role), now())
  }

  /** Whether the pages hold what follows `seq`, and all of it may be read. */
  coversAfter(role: PlatformRole, seq: number): boolean {
    const since = this.sinceOf(role)
    if (since === null || seq >= this.#log.head.seq) return true
    const start = this.#deps.storage.findSeqSince(since)
    return start !== null && seq + 1 >= start
  }

  /** The first seq that may be read. @throws Refusal `unavailable` where the record is needed and down */
  async find(role: PlatformRole, since: number): Promise<number> {
    const { record, head } = this.#log
    if (record.floorSeq > 0 && record.floorAt >= since) {
      const recorded = await this.#findRecorded(role, since)
      if (recorded !== null && recorded <= record.floorSeq) return recorded
    }
    return this.#deps.storage.findSeqSince(since) ?? head.seq + 1
  }

  async #findRecorded(role: PlatformRole, since: number): Promise<number | null> {
    try {
      const after = this.#before.get(role) ?? 0
      const found = await this.#deps.record.findFirstSince({ since, after })
      if (found !== null) this.#before.set(role, found - 1)
      return found
    } catch (error) {
      this.#deps.log('warn', 'room.history_unavailable', { error: nameOf(error) })
      throw new Refusal({ code: 'unavailable', retryAfterMs: UNAVAILABLE_RETRY_MS })
    }
  }
}
