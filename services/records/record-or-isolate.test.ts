import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LeasedRecord } from '#services/outbox/leased-record.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import { recordOrIsolate } from './record-or-isolate.ts'

const leased = (seq: number): LeasedRecord => ({
  id: String(seq),
  attempts: 2,
  record: { roomId: 'room', epoch: 1, seq } as OutboxRecord,
})
const invalid = Object.assign(new Error('invalid input'), { code: '22P02' })

test('exactly the rows that Postgres refuses are isolated, and the others recorded once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40 }), fc.uniqueArray(fc.nat(39)), async (count, bad) => {
      const written: number[] = []
      const outcome = await recordOrIsolate(
        async (records) => {
          if (records.some(({ seq }) => bad.includes(seq))) throw invalid
          written.push(...records.map(({ seq }) => seq))
        },
        Array.from({ length: count }, (_, seq) => leased(seq)),
      )
      const good = Array.from({ length: count }, (_, seq) => seq).filter((seq) => !bad.includes(seq))
      expect(written).toEqual(good)
      expect(outcome.recorded.map(({ record }) => record.seq)).toEqual(good)
      expect(outcome.refused).toEqual(
        bad
          .filter((seq) => seq < count)
          .sort((a, b) => a - b)
          .map((seq) => ({ id: String(seq), attempts: 2, reason: 'postgres_22P02' })),
      )
    }),
  )
})

test('an outage fails the batch at once and blames no row', async () => {
  let calls = 0
  const outage = recordOrIsolate(async () => {
    calls += 1
    throw new TypeError('fetch failed')
  }, [leased(1), leased(2)])
  await expect(outage).rejects.toThrow('fetch failed')
  expect(calls).toBe(1)
})
