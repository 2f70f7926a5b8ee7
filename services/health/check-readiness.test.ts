import { expect, test } from 'vitest'
import type { Condition } from '#schema/wire/http/readiness.ts'
import { computePlatformCondition } from './check-readiness.ts'

const conditions = (postgres: Condition, outbox: Condition, redis: Condition) => ({ postgres, outbox, redis })

test.each<[string, Condition, ReturnType<typeof conditions>]>([
  ['all well', 'ok', conditions('ok', 'ok', 'ok')],
  ['Redis down: sessions stand in Postgres', 'degraded', conditions('ok', 'ok', 'down')],
  ['the outbox down: rooms keep their events', 'degraded', conditions('ok', 'down', 'ok')],
  ['Postgres down: sessions stand in Redis', 'degraded', conditions('down', 'ok', 'ok')],
  ['Postgres and the outbox down', 'degraded', conditions('down', 'down', 'ok')],
  ['one slow', 'degraded', conditions('degraded', 'ok', 'ok')],
  ['no session readable', 'down', conditions('down', 'ok', 'down')],
])('%s is %s', (_, expected, dependencies) => {
  expect(computePlatformCondition(dependencies)).toBe(expected)
})
