import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { drainerName } from './contract.ts'
import { createCrashingStore } from './crashing-store.ts'
import type { DrainStore } from './drain-store.ts'
import { Drainer } from './drainer.ts'
import { FakeDrainStore } from './fake-drain-store.ts'

type Bindings = { DRAINER: DurableObjectNamespace<Drainer> }
let lastShard = 0
const openDrainer = (shard = ++lastShard) =>
  (env as unknown as Bindings).DRAINER.getByName(drainerName(shard))
const readAlarm = (stub: DurableObjectStub<Drainer>) =>
  runInDurableObject(stub, (_drainer, state) => state.storage.getAlarm())
const all = (count: number) => Array.from({ length: count }, (_, seq) => seq)

let store: FakeDrainStore
const opened: { store: DrainStore } = { store: new FakeDrainStore(0) }
Drainer.openStore = () => opened.store
beforeEach(() => {
  store = new FakeDrainStore(5)
  opened.store = store
})

/** Its object is killed, with all it has in memory, in place of the `at`-th call. */
function createKillingStore(at: number, state: DurableObjectState): DrainStore {
  let calls = 0
  return new Proxy(store, {
    get: (target, name) => {
      const member = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...input: unknown[]) => {
        calls += 1
        if (calls === at) state.abort('killed')
        return member.apply(target, input)
      }
    },
  })
}

test('woken it drains by alarm and is silent afterwards', async () => {
  const drainer = openDrainer()
  await drainer.wake()
  expect(await runDurableObjectAlarm(drainer)).toBe(true)
  expect(store.recorded).toEqual(all(5))
  expect(await readAlarm(drainer)).toBeNull()
  expect(await runDurableObjectAlarm(drainer)).toBe(false)
})

test('many wakes are one alarm', async () => {
  const drainer = openDrainer()
  await Promise.all(all(50).map(() => drainer.wake()))
  expect(await runDurableObjectAlarm(drainer)).toBe(true)
  expect(await runDurableObjectAlarm(drainer)).toBe(false)
  expect(store.calls.filter((call) => call === 'findNextDue')).toHaveLength(1)
})

test('a wake soon after a run waits for the interval', async () => {
  const drainer = openDrainer()
  await drainer.wake()
  await runDurableObjectAlarm(drainer)
  const before = Date.now()
  await drainer.wake()
  const alarm = await readAlarm(drainer)
  expect(alarm).toBeGreaterThan(before)
  expect(alarm).toBeLessThanOrEqual(Date.now() + 1000)
})

test('while a store is down it stays armed, within 5 s', async () => {
  const drainer = openDrainer()
  opened.store = createCrashingStore(store, 2, 'before')
  await drainer.wake()
  await runDurableObjectAlarm(drainer)
  expect(await readAlarm(drainer)).toBeLessThanOrEqual(Date.now() + 5000)
  opened.store = store
  expect(await runDurableObjectAlarm(drainer)).toBe(true)
  expect(store.recorded).toEqual(all(5))
})

test('a row that is due later keeps it armed for that time', async () => {
  const drainer = openDrainer()
  const dueAt = Date.now() + 30_000
  store.rows.push({ id: '9', seq: 9, status: 'queued', token: null, attempts: 1, dueAt })
  await drainer.wake()
  await runDurableObjectAlarm(drainer)
  expect(await readAlarm(drainer)).toBe(dueAt)
})

test('new work does not wait for the retry of a refused row', async () => {
  const drainer = openDrainer()
  const dueAt = Date.now() + 60_000
  store.rows.push({ id: '9', seq: 9, status: 'queued', token: null, attempts: 6, dueAt })
  await drainer.wake()
  await runDurableObjectAlarm(drainer)
  await drainer.wake()
  expect(await readAlarm(drainer)).toBeLessThanOrEqual(Date.now() + 1000)
})

test('a wake does not cut short the pause of a store that is down', async () => {
  const drainer = openDrainer()
  opened.store = createCrashingStore(store, 1, 'before')
  await drainer.wake()
  await runDurableObjectAlarm(drainer)
  const armedAt = await readAlarm(drainer)
  await drainer.wake()
  expect(await readAlarm(drainer)).toBe(armedAt)
})

test('a wake during a run is not lost', async () => {
  const drainer = openDrainer()
  await drainer.wake()
  await runInDurableObject(drainer, (object) => {
    const findNextDue = store.findNextDue.bind(store)
    store.findNextDue = async () => {
      await object.wake()
      return findNextDue()
    }
  })
  await runDurableObjectAlarm(drainer)
  expect(await readAlarm(drainer)).not.toBeNull()
})

test.each(all(5).map((at) => at + 1))(
  'killed during call %i it is armed still, gives back what it held and loses and doubles nothing',
  async (at) => {
    const drainer = openDrainer()
    await drainer.wake()
    await runInDurableObject(drainer, (_object, state) => {
      opened.store = createKillingStore(at, state)
    })
    await runDurableObjectAlarm(drainer).catch(() => undefined)
    opened.store = store
    expect(await runDurableObjectAlarm(openDrainer(lastShard))).toBe(true)
    expect(store.recorded).toEqual(all(5))
    expect(store.rows.map((row) => row.status)).toEqual(Array(5).fill('delivered'))
  },
)

test('a drainer of no shard is refused', async () => {
  const stranger = (env as unknown as Bindings).DRAINER.getByName('somebody')
  await runInDurableObject(stranger, (object) => expect(object.wake()).rejects.toThrow('shard'))
})
