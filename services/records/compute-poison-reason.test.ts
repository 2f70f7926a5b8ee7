import { expect, test } from 'vitest'
import { computePoisonReason } from './compute-poison-reason.ts'

const coded = (code: string) => Object.assign(new Error('secret text'), { code })

test.each(['22P02', '22P05', '22003', '23502', '23514', '54000'])('%s is the fault of the row', (code) => {
  expect(computePoisonReason(coded(code))).toBe(`postgres_${code}`)
  expect(computePoisonReason(new Error('Failed query', { cause: coded(code) }))).toBe(`postgres_${code}`)
})

test.each(['08006', '57P01', '53300', '40P01', '40001', '42P01', '42501', '28P01', 'XX000', '55P03'])(
  '%s is not the fault of the row',
  (code) => {
    expect(computePoisonReason(coded(code))).toBeNull()
  },
)

test.each([new TypeError('fetch failed'), coded('ECONNREFUSED'), new Error('HTTP status 502'), 'odd', null])(
  'an error without a state of Postgres is not the fault of the row: %s',
  (error) => {
    expect(computePoisonReason(error)).toBeNull()
  },
)
