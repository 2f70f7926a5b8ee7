import type { ErasureStore } from './erasure-store.ts'

export class Crash extends Error {
  override name = 'Crash'
}

/** A store whose `at`-th call ends its caller, for tests: `before` the call takes effect or `after` it, the reply lost. */
export function createCrashingErasureStore(
  store: ErasureStore,
  at: number,
  when: 'before' | 'after',
): ErasureStore {
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
    list: crashing((limit) => store.list(limit)),
    eraseInRoom: crashing((erasure) => store.eraseInRoom(erasure)),
    blankOutbox: crashing((erasure) => store.blankOutbox(erasure)),
    markMessages: crashing((erasure) => store.markMessages(erasure)),
    finish: crashing((erasure) => store.finish(erasure)),
  }
}
