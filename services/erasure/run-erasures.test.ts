import { expect, test } from 'vitest'
import { Crash } from '#services/errors/create-crasher.ts'
import { createCrashingErasureStore } from './crashing-erasure-store.ts'
import type { Erasure, ErasureStore } from './erasure-store.ts'
import { runErasures } from './run-erasures.ts'

/** A room, an outbox and a system of record in memory: each says what is left of the person. */
class FakeErasureStore implements ErasureStore {
  readonly calls: string[] = []
  readonly open = new Map<string, { room: number; outbox: number; messages: number }>()
  readonly unreachable = new Set<string>()

  constructor(rooms: readonly string[]) {
    for (const room of rooms) this.open.set(room, { room: 1, outbox: 2, messages: 1 })
  }

  #find(step: string, { roomId }: Erasure) {
    this.calls.push(`${step} ${roomId}`)
    if (this.unreachable.has(roomId)) throw new TypeError('unreachable')
    const left = this.open.get(roomId)
    if (!left) throw new Error(`${roomId} was finished before`)
    return left
  }

  list = async (limit: number) =>
    [...this.open.keys()].slice(0, limit).map((roomId) => ({ roomId, userId: 'gus' }))

  /** A room that is not done feeds the outbox. */
  eraseInRoom = async (erasure: Erasure) => {
    const left = this.#find('room', erasure)
    left.room = Math.max(0, left.room - 1)
    return left.room === 0
  }

  blankOutbox = async (erasure: Erasure) => {
    const left = this.#find('outbox', erasure)
    expect(left.room).toBe(0)
    left.outbox = 0
  }

  markMessages = async (erasure: Erasure) => {
    const left = this.#find('messages', erasure)
    left.messages = Math.max(0, left.messages - 1)
    return left.messages === 0
  }

  finish = async (erasure: Erasure) => {
    const left = this.#find('finish', erasure)
    expect(left).toEqual({ room: 0, outbox: 0, messages: 0 })
    this.open.delete(erasure.roomId)
  }
}

const run = (
  store: ErasureStore,
  { budgetMs = 1000, now = () => 0 }: { budgetMs?: number; now?: () => number } = {},
) => {
  const failures: unknown[] = []
  const done = runErasures({ store, now, onFailure: (error) => failures.push(error) }, { budgetMs })
  return Object.assign(done, { failures })
}

test('the room comes before the outbox, the outbox before the record, the list last', async () => {
  const store = new FakeErasureStore(['a'])
  expect(await run(store)).toEqual({ finished: 1, unfinished: 0, failed: 0 })
  expect(store.calls).toEqual(['room a', 'outbox a', 'messages a', 'finish a'])
})

test('what is not done in one go stays on the list', async () => {
  const store = new FakeErasureStore(['a'])
  store.open.set('a', { room: 2, outbox: 1, messages: 2 })
  expect(await run(store)).toEqual({ finished: 0, unfinished: 1, failed: 0 })
  expect(await run(store)).toEqual({ finished: 0, unfinished: 1, failed: 0 })
  expect(await run(store)).toEqual({ finished: 1, unfinished: 0, failed: 0 })
})

test('a room that can’t be reached keeps no other waiting, and is tried again', async () => {
  const store = new FakeErasureStore(['a', 'b', 'c'])
  store.unreachable.add('b')
  const first = run(store)
  expect(await first).toEqual({ finished: 2, unfinished: 0, failed: 1 })
  expect(first.failures).toMatchObject([{ name: 'TypeError' }])
  store.unreachable.clear()
  expect(await run(store)).toEqual({ finished: 1, unfinished: 0, failed: 0 })
})

test('when the time is up nothing new is begun', async () => {
  const store = new FakeErasureStore(Array.from({ length: 20 }, (_, n) => `${n}`))
  let now = 0
  const result = await run(store, { budgetMs: 5, now: () => now++ })
  expect(result.finished + result.unfinished).toBe(20)
  expect(result.unfinished).toBeGreaterThan(0)
  expect(store.open.size).toBe(result.unfinished)
})

const crashes = [2, 3, 4, 5].flatMap((at) => [
  { at, when: 'before' } as const,
  { at, when: 'after' } as const,
])
test.each(crashes)('killed $when call $at it is on the list until all is done', async ({ at, when }) => {
  const store = new FakeErasureStore(['a'])
  const killed = run(createCrashingErasureStore(store, at, when))
  await killed
  expect(killed.failures).toMatchObject([new Crash()])
  await run(store)
  expect(store.open.size).toBe(0)
})

test('a list that can’t be read is told to who asked', async () => {
  const store = createCrashingErasureStore(new FakeErasureStore(['a']), 1, 'before')
  await expect(run(store)).rejects.toThrow(Crash)
})
