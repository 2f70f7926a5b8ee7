import type { DrainStore } from './drain-store.ts'

export class Crash extends Error {
  override name = 'Crash'
}

/**
 * A store whose `at`-th call ends its caller, for tests: `before` the call takes effect or `after` it, the reply lost.
 */
export function createCrashingStore(store: DrainStore, at: number, when: 'before' | 'after'): DrainStore {
  let calls = 0
  const crashing =
    <Arguments extends unknown[], Result>(call: (...input: Arguments) => Promise<Result>) =>
    async (...input: Arguments): Promise<Result> => {
      calls += 1
      if (calls === at && when === 'before') throw new Crash()
      const result = await call(...input)
      if (calls === at && when === 'after') throw new Crash()
      return result
    }
  return {
    claim: crashing((lease) => store.claim(lease)),
    record: crashing((leased) => store.record(leased)),
    complete: crashing((lease) => store.complete(lease)),
    fail: crashing((lease) => store.fail(lease)),
    release: crashing((token) => store.release(token)),
    findNextDue: crashing(() => store.findNextDue()),
  }
}
