import { expect, test } from 'vitest'
import { computeRegion } from './compute-region.ts'

const from = (cf: unknown) => Object.assign(new Request('http://chat.test/'), { cf })

test('a client’s continent is where its relay is put; what is unknown puts it anywhere', () => {
  expect(computeRegion(from({ continent: 'EU' }))).toBe('weur')
  for (const cf of [undefined, null, {}, { continent: 'T1' }, { continent: '__proto__' }, { continent: 7 }])
    expect(computeRegion(from(cf))).toBe('any')
})
