import { expect, test } from 'vitest'
import { Crash } from '#services/errors/create-crasher.ts'
import { createCrashingStore } from './crashing-store.ts'
import type { DrainStore } from './drain-store.ts'
import { FakeDrainStore, FakeLeaseMemory } from './fake-drain-store.ts'
import { runDrain } from './run-drain.ts'

const all = (count: number) => Array.from({ length: count }, (_, seq) => seq)
let tokens = 0

const drain = (store: DrainStore, memory: FakeLeaseMemory, options: { now?: () => number } = {}) =>
  runDrain(
    { store, memory, now: options.now ?? (() => 0), createToken: () => `token-${tokens++}` },
    { batchSize: 2, budgetMs: 100 },
  )

test('it claims, records and completes batch by batch until none is left', async () => {
  const store = new FakeDrainStore(3)
  const memory = new FakeLeaseMemory()
  const result = await drain(store, memory)
  expect(result).toEqual({ delivered: 3, refused: 0, dead: 0, outcome: 'drained', nextDueAt: null })
  expect(store.calls).toEqual([
    'claim',
    'record',
    'complete',
    'claim',
    'record',
    'complete',
    'claim',
    'findNextDue',
  ])
  expect(store.recorded).toEqual([0, 1, 2])
  expect(memory.token).toBeNull()
})

test('its token is remembered before any row is leased to it', async () => {
  const store = new FakeDrainStore(1)
  const memory = new FakeLeaseMemory()
  const claim = store.claim.bind(store)
  store.claim = (lease) => {
    expect(memory.token).toBe(lease.token)
    return claim(lease)
  }
  await drain(store, memory)
})

test('it stops when its time is used up and says that there may be more', async () => {
  const store = new FakeDrainStore(10)
  let now = 0
  const result = await drain(store, new FakeLeaseMemory(), { now: () => (now += 60) })
  expect(result).toMatchObject({ outcome: 'unfinished', delivered: 4 })
})

test('a refused row goes back with an attempt counted while the others are delivered', async () => {
  const store = new FakeDrainStore(4)
  store.poison.add(1)
  const result = await drain(store, new FakeLeaseMemory())
  expect(result).toMatchObject({ outcome: 'drained', delivered: 3, refused: 1, dead: 0, nextDueAt: 1000 })
  expect(store.rows[1]).toMatchObject({ status: 'queued', attempts: 1 })
})

test('a refused row is dead after eight attempts', async () => {
  const store = new FakeDrainStore(1)
  store.poison.add(0)
  const dead: number[] = []
  for (let run = 1; run <= 8; run += 1) {
    store.now = run * 10_000
    dead.push((await drain(store, new FakeLeaseMemory())).dead)
  }
  expect(dead).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
  expect(store.rows[0]).toMatchObject({ status: 'dead', attempts: 8 })
})

test('an outage of hours counts as no attempt', async () => {
  const store = new FakeDrainStore(2)
  const record = store.record.bind(store)
  store.record = () => Promise.reject(new TypeError('fetch failed'))
  const memory = new FakeLeaseMemory()
  for (let run = 0; run < 1000; run += 1) {
    expect(await drain(store, memory)).toMatchObject({ outcome: 'failed', step: 'record' })
  }
  store.record = record
  await drain(store, memory)
  expect(store.rows).toMatchObject([
    { status: 'delivered', attempts: 0 },
    { status: 'delivered', attempts: 0 },
  ])
})

const steps = all(11).map((step) => step + 1)
test.each(steps.flatMap((at) => [{ at, when: 'before' } as const, { at, when: 'after' } as const]))(
  'killed $when call $at it loses and doubles nothing, and its successor goes on at once',
  async ({ at, when }) => {
    const store = new FakeDrainStore(5)
    const memory = new FakeLeaseMemory()
    const crashed = await drain(createCrashingStore(store, at, when), memory)
    expect(crashed).toMatchObject({ outcome: 'failed', error: expect.any(Crash) })
    const result = await drain(store, memory)
    expect(result.outcome).toBe('drained')
    expect(store.recorded).toEqual(all(5))
    expect(store.rows.map((row) => row.status)).toEqual(Array(5).fill('delivered'))
  },
)
