import { expect, test } from 'vitest'
import { flush } from '../testing/fake-platform.ts'
import { type KeptPending, PendingKeeper } from './keep-pending.ts'

const ID = '01900000-0000-7000-8000-0000000000ff'
const KEY = 'sentinel.pending.1:ada:lobby'

function createKeeper(text: string | null) {
  const calls: string[] = []
  const waiting: (() => void)[] = []
  let state: KeptPending = { position: null, operations: [] }
  let failures = 0
  const keeper = new PendingKeeper({
    accountId: 'ada',
    roomId: 'lobby',
    schedule: () => () => {},
    read: () => state,
    onFailure: () => {
      failures += 1
    },
    store: {
      getItem: async (key) => (key === KEY ? text : null),
      setItem: (_key, value) =>
        new Promise((resolve) => {
          calls.push(value)
          waiting.push(resolve)
        }),
      removeItem: (key) => {
        calls.push(`remove ${key}`)
        throw new Error('read-only')
      },
    },
  })
  return {
    keeper,
    calls,
    finishWrite: () => waiting.shift()?.(),
    failures: () => failures,
    set: (next: KeptPending) => {
      state = next
    },
  }
}

test.each(['', '{', 'null', '[]', '{"position":1}', '{"operations":{}}'])(
  'a store that holds %j holds nothing',
  async (text) => {
    await expect(createKeeper(text).keeper.load()).resolves.toEqual({ position: null, operations: [] })
  },
)

test('one unreadable operation does not lose the others', async () => {
  const good = { type: 'send', id: ID, text: 'hi' }
  const operations = [{ type: 'send', id: 'x', text: 'hi' }, good, { type: 'hello', position: null }, 7]
  const { keeper } = createKeeper(JSON.stringify({ position: { epoch: 1, seq: 2 }, operations }))
  await expect(keeper.load()).resolves.toEqual({ position: { epoch: 1, seq: 2 }, operations: [good] })
})

test('nothing is written before the load, one write runs at a time, and the newest state is the last', async () => {
  const { keeper, calls, finishWrite, set } = createKeeper(null)
  keeper.save()
  await keeper.load()
  for (const seq of [1, 2, 3]) {
    set({ position: { epoch: 1, seq }, operations: [] })
    keeper.save()
    await flush()
  }
  expect(calls.map((call) => JSON.parse(call).position.seq)).toEqual([1])
  finishWrite()
  await flush()
  expect(calls.map((call) => JSON.parse(call).position.seq)).toEqual([1, 3])
})

test('with nothing left to keep the entry is removed; a store that refuses is reported', async () => {
  const { keeper, calls, failures } = createKeeper(null)
  await keeper.load()
  keeper.save()
  await flush()
  expect(calls).toEqual([`remove ${KEY}`])
  expect(failures()).toBe(1)
})

test('two tabs over one store keep what each has not sent, and take away only their own', async () => {
  const held = new Map<string, string>()
  const store = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  }
  const send = (n: number) => ({ type: 'send' as const, id: ID.replace('ff', `0${n}`), text: `${n}` })
  const openTab = async () => {
    let operations: KeptPending['operations'] = []
    const keeper = new PendingKeeper({
      accountId: 'ada',
      roomId: 'lobby',
      schedule: () => () => {},
      read: () => ({ position: null, operations }),
      onFailure: () => {},
      store,
    })
    const kept = await keeper.load()
    operations = kept.operations
    const set = (next: KeptPending['operations']) => {
      operations = next
      keeper.save()
    }
    return { kept, set }
  }
  const [one, two] = [await openTab(), await openTab()]
  one.set([send(1)])
  two.set([send(2)])
  await flush()
  one.set([send(1), send(3)])
  await flush()
  expect((await openTab()).kept.operations).toEqual([send(2), send(1), send(3)])
  two.set([])
  await flush()
  expect((await openTab()).kept.operations).toEqual([send(1), send(3)])
  one.set([])
  await flush()
  expect(held.size).toBe(0)
})
