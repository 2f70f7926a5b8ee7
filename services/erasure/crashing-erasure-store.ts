import { createCrasher } from '#services/errors/create-crasher.ts'
import type { ErasureStore } from './erasure-store.ts'

/** A store whose `at`-th call ends its caller, for tests. */
export function createCrashingErasureStore(
  store: ErasureStore,
  at: number,
  when: 'before' | 'after',
): ErasureStore {
  const crashing = createCrasher(at, when)
  return {
    list: crashing((limit) => store.list(limit)),
    eraseInRoom: crashing((erasure) => store.eraseInRoom(erasure)),
    blankOutbox: crashing((erasure) => store.blankOutbox(erasure)),
    markMessages: crashing((erasure) => store.markMessages(erasure)),
    finish: crashing((erasure) => store.finish(erasure)),
  }
}
