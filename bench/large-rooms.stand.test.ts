import { expect, test } from 'vitest'
import { runHuge } from './huge.ts'
import { runResume } from './resume.ts'
import { runStorm } from './storm.ts'

test('a huge room tells every socket everything, once and in order', async () => {
  const result = await runHuge(() => {}, { sockets: 30, perSecond: 10, seconds: 1, relayThreshold: 10 })
  expect(result).toMatchObject({ sockets: 30, messages: 10, lost: 0, misplaced: 0 })
})

test('who is dropped is back with the whole replay, and knocks at most once a second', async () => {
  const result = await runStorm(() => {}, { sockets: 30, relayThreshold: 10 })
  expect(result).toMatchObject({ sockets: 30, incomplete: 0, resyncs: 0 })
  expect(result.shortestGapMs).toBeGreaterThanOrEqual(1_000)
})

test('a resume is measured from its start to its first and last event', async () => {
  const result = await runResume(() => {}, { missed: 200, rounds: 2 })
  expect(result.lastEventMs).toBeGreaterThanOrEqual(result.firstEventMs)
})
