import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'
import { isFaithful } from './compare-talk.ts'
import { converse } from './converse.ts'
import { parseLog } from './parse-log.ts'
import { planTalk } from './plan-talk.ts'

const LINES = parseLog(readFileSync('test/data/winter-morning.txt'))

let platform: TestPlatform

beforeAll(async () => {
  await migrate(inject('stand').env)
  platform = await startTestPlatform()
})

afterAll(() => platform?.stop())

test('a conversation from a log is recorded once, in order and unchanged', async () => {
  const { DATABASE_URL = '', NEON_FETCH_ENDPOINT, OUTBOX_URL = '', MASTER_KEYS = '' } = platform.variables
  const result = await converse({
    origin: platform.origin,
    plan: planTalk(LINES, { rooms: 2 }),
    signUp: false,
    stores: { DATABASE_URL, NEON_FETCH_ENDPOINT, OUTBOX_URL, MASTER_KEYS },
    control: null,
    report: () => {},
  })
  expect(isFaithful(result)).toBe(true)
  expect(result).toMatchObject({ people: 12, rooms: 2, said: LINES.length, recorded: LINES.length })
})

test('a log line’s words stand in no line that the platform logs', () => {
  const logged = platform.logLines.join('\n')
  expect(LINES.filter(({ text }) => text.length > 12 && logged.includes(text))).toEqual([])
})
