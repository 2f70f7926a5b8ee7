import { createCrasher } from '#services/errors/create-crasher.ts'
import type { DrainStore } from './drain-store.ts'

/**
 * A store whose `at`-th call ends its caller, for tests: `before` the call takes effect or `after` it, the reply lost.
 */
export function createCrashingStore(store: DrainStore, at: number, when: 'before' | 'after'): DrainStore {
  const crashing = createCrasher(at, when)
  return {
    claim: crashing((lease) => store.claim(lease)),
    record: crashing((leased) => store.record(leased)),
    complete: crashing((lease) => store.complete(lease)),
    fail: crashing((lease) => store.fail(lease)),
    release: crashing((token) => store.release(token)),
    findNextDue: crashing(() => store.findNextDue()),
  }
}
