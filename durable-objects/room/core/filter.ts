import { z } from 'zod'
import { createWordFilter, type WordFilter } from '#domain/word-filter/create-word-filter.ts'
import type { Rule } from '#domain/word-filter/rule.ts'
import type { RoomDependencies } from './dependencies.ts'
import { RULES_MAX_AGE_MS } from './limits.ts'
import { nameOf } from './name-of.ts'

const DOCUMENT = 'filter-rules'
const storedRules = z.array(
  z.object({ id: z.string(), pattern: z.string(), action: z.enum(['block', 'mask', 'allow']) }),
)

/** The room's word filter. Its rules are kept with the room, so that it filters on when Postgres is down. */
export class RoomFilter {
  readonly #deps: RoomDependencies
  #filter: WordFilter
  #askedAt = 0

  constructor(deps: RoomDependencies, rules: readonly Rule[]) {
    this.#deps = deps
    this.#filter = createWordFilter(rules)
  }

  /** Null where the rules were never loaded. */
  static restore(deps: RoomDependencies): RoomFilter | null {
    const stored = deps.storage.readDocument(DOCUMENT)
    if (stored === null) return null
    const rules = storedRules.safeParse(JSON.parse(stored))
    return rules.success ? new RoomFilter(deps, rules.data) : null
  }

  static async load(deps: RoomDependencies): Promise<RoomFilter> {
    const rules = await deps.record.loadRules()
    deps.storage.writeDocument(DOCUMENT, JSON.stringify(rules))
    return new RoomFilter(deps, rules)
  }

  check(text: string): ReturnType<WordFilter['check']> {
    const now = this.#deps.now()
    if (now - this.#askedAt >= RULES_MAX_AGE_MS) {
      this.#askedAt = now
      void this.#refresh()
    }
    return this.#filter.check(text)
  }

  async #refresh(): Promise<void> {
    const { record, storage, log } = this.#deps
    try {
      const rules = await record.loadRules()
      const fresh = createWordFilter(rules)
      if (fresh.version === this.#filter.version) return
      storage.writeDocument(DOCUMENT, JSON.stringify(rules))
      this.#filter = fresh
    } catch (error) {
      log('warn', 'room.rules_not_refreshed', { error: nameOf(error) })
    }
  }
}
