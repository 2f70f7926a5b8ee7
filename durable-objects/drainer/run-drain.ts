import type { DrainStore, LeaseMemory } from './drain-store.ts'

export type DrainStep = 'release' | 'claim' | 'record' | 'complete' | 'fail' | 'findNextDue'

export type DrainResult = { delivered: number; refused: number; dead: number } & (
  | { outcome: 'drained'; nextDueAt: number | null }
  /** The time was used up: there may be more. */
  | { outcome: 'unfinished' }
  | { outcome: 'failed'; step: DrainStep; error: unknown }
)

type Dependencies = {
  store: DrainStore
  memory: LeaseMemory
  now: () => number
  createToken: () => string
}

/**
 * Moves due rows batch by batch until none is left or `budgetMs` is over. The token is remembered before the first
 * row is leased to it, so that a successor gives back at once what a killed run held.
 */
export async function runDrain(
  { store, memory, now, createToken }: Dependencies,
  { batchSize, budgetMs }: { batchSize: number; budgetMs: number },
): Promise<DrainResult> {
  const done = { delivered: 0, refused: 0, dead: 0 }
  const deadline = now() + budgetMs
  let step: DrainStep = 'release'
  try {
    const former = memory.load()
    if (former !== null) await store.release(former)
    const token = createToken()
    await memory.save(token)
    do {
      step = 'claim'
      const { leased, malformed } = await store.claim({ token, limit: batchSize })
      if (leased.length + malformed.length === 0) {
        memory.clear()
        step = 'findNextDue'
        return { ...done, outcome: 'drained', nextDueAt: (await store.findNextDue())?.getTime() ?? null }
      }
      step = 'record'
      const { recorded, refused } = await store.record(leased)
      step = 'complete'
      if (recorded.length > 0) await store.complete({ token, ids: recorded.map(({ id }) => id) })
      done.delivered += recorded.length
      const failures = [...malformed, ...refused]
      step = 'fail'
      if (failures.length > 0) done.dead += await store.fail({ token, failures })
      done.refused += failures.length
    } while (now() < deadline)
    memory.clear()
    return { ...done, outcome: 'unfinished' }
  } catch (error) {
    return { ...done, outcome: 'failed', step, error }
  }
}
