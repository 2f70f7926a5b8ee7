import { expect, test } from 'vitest'
import { PURGE_PORTION, type SweepDependencies, sweep } from './sweep.ts'

type Fake = SweepDependencies & { calls: string[]; lines: unknown[] }

function createFake(partial: Partial<SweepDependencies> = {}): Fake {
  const calls: string[] = []
  const lines: unknown[] = []
  const statistics = { queued: 1, inFlight: 2, dead: 0, oldestAgeMs: 3, deliveredPerMinute: 4 }
  return {
    calls,
    lines,
    releaseStaleLeases: async () => calls.push('release') * 0,
    listBusyShards: async () => [0, 3],
    wakeDrainer: async (shard) => void calls.push(`wake ${shard}`),
    purgeDelivered: async () => calls.push('purge') * 0,
    listUntoldPeople: async () => ['ann', 'bob'],
    tellStanding: async (userId) => void calls.push(`tell ${userId}`),
    rotateSigningKeys: async () => 'kept',
    runErasures: async () => {
      calls.push('erase')
      return { finished: 0, unfinished: 0, failed: 0 }
    },
    readStatistics: async () => {
      calls.push('read')
      return statistics
    },
    log: (level, event, detail) => void lines.push([level, event, detail]),
    describeError: (error) => (error instanceof Error ? error.name : 'unknown'),
    ...partial,
  }
}

const down = () => Promise.reject(new TypeError('postgres://user:password@host is down'))

test('stale leases go before the drainers are woken, then delivered rows are purged', async () => {
  const fake = createFake()
  await sweep(fake)
  expect(fake.calls).toEqual([
    'release',
    'wake 0',
    'wake 3',
    'tell ann',
    'tell bob',
    'erase',
    'purge',
    'read',
  ])
})

test.each([
  ['releaseStaleLeases', 'release', ['wake 0', 'wake 3', 'tell ann', 'tell bob', 'erase', 'purge', 'read']],
  ['listBusyShards', 'wake', ['release', 'tell ann', 'tell bob', 'erase', 'purge', 'read']],
  ['purgeDelivered', 'purge', ['release', 'wake 0', 'wake 3', 'tell ann', 'tell bob', 'erase', 'read']],
  ['listUntoldPeople', 'standing', ['release', 'wake 0', 'wake 3', 'erase', 'purge', 'read']],
  ['tellStanding', 'tell', ['release', 'wake 0', 'wake 3', 'erase', 'purge', 'read']],
  ['runErasures', 'erase', ['release', 'wake 0', 'wake 3', 'tell ann', 'tell bob', 'purge', 'read']],
  ['readStatistics', 'statistics', ['release', 'wake 0', 'wake 3', 'tell ann', 'tell bob', 'erase', 'purge']],
] as const)('a failing %s stops no other step and logs no message', async (name, step, calls) => {
  const fake = createFake({ [name]: down })
  await sweep(fake)
  expect(fake.calls).toEqual(calls)
  expect(fake.lines).toContainEqual(['error', 'sweep_failed', { step, code: 'TypeError' }])
  expect(JSON.stringify(fake.lines)).not.toContain('password')
})

test('a drainer that does not answer keeps no other asleep', async () => {
  const woken: number[] = []
  const fake = createFake({
    wakeDrainer: async (shard) => (shard === 0 ? down() : void woken.push(shard)),
  })
  await sweep(fake)
  expect(woken).toEqual([3])
})

test('delivered rows are purged portion by portion until few are left', async () => {
  const portions = [PURGE_PORTION, PURGE_PORTION, 17, 99]
  const fake = createFake({ purgeDelivered: async () => portions.shift() ?? 0 })
  await sweep(fake)
  expect(portions).toEqual([99])
})

test('dead letters raise an alert line', async () => {
  const statistics = { queued: 0, inFlight: 0, dead: 2, oldestAgeMs: null, deliveredPerMinute: 0 }
  const fake = createFake({ readStatistics: async () => statistics })
  await sweep(fake)
  expect(fake.lines).toContainEqual(['error', 'dead_letters', { alert: 'dead_letters', dead: 2 }])
})

test('what is left of deleted people is counted in the log, and nobody is named', async () => {
  const runErasures = async () => ({ finished: 1, unfinished: 2, failed: 3 })
  const fake = createFake({ runErasures })
  await sweep(fake)
  expect(fake.lines).toContainEqual(['info', 'erasures', { finished: 1, unfinished: 2, failed: 3 }])
})
