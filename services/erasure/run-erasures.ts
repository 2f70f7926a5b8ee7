import type { Erasure, ErasureStore } from './erasure-store.ts'

export type ErasureResult = { finished: number; unfinished: number; failed: number }

type Dependencies = {
  store: ErasureStore
  now: () => number
  /** Told of each that failed; it is tried again by the next run. */
  onFailure: (error: unknown, erasure: Erasure) => void
}

const AT_ONCE = 4
const LISTED = 200

/** Goes through what is unfinished once, for `budgetMs` at most. @throws when the list can't be read. */
export async function runErasures(
  { store, now, onFailure }: Dependencies,
  { budgetMs }: { budgetMs: number },
): Promise<ErasureResult> {
  const until = now() + budgetMs
  const result = { finished: 0, unfinished: 0, failed: 0 }
  const waiting = await store.list(LISTED)
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = now() < until ? waiting.pop() : undefined) {
      try {
        result[(await eraseFromRoom(store, next)) ? 'finished' : 'unfinished'] += 1
      } catch (error) {
        result.failed += 1
        onFailure(error, next)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  result.unfinished += waiting.length
  return result
}

/**
 * The room first, since it feeds the outbox, which feeds the system of record; the list last. So a crash anywhere leaves the
 * erasure on the list, and each step repeated changes nothing. False: to be gone on with later.
 */
async function eraseFromRoom(store: ErasureStore, erasure: Erasure): Promise<boolean> {
  if (!(await store.eraseInRoom(erasure))) return false
  await store.blankOutbox(erasure)
  if (!(await store.markMessages(erasure))) return false
  await store.finish(erasure)
  return true
}
