import { expect, test } from 'vitest'
import { computeCost, type Usage } from './compute-cost.ts'

const nothing: Usage = {
  deliveries: 1_000_000,
  workerRequests: 0,
  objectRequests: 0,
  webSocketMessages: 0,
  gigabyteSeconds: 0,
  rowsRead: 0,
  rowsWritten: 0,
  mysqlStatements: 0,
  mysqlCpuSeconds: 0,
  postgresStatements: 0,
  postgresCpuSeconds: 0,
  redisCommands: 0,
}

test('each kind of use costs its published price', () => {
  expect(computeCost({ ...nothing, workerRequests: 1_000_000 }).connections).toBeCloseTo(0.3)
  expect(computeCost({ ...nothing, redisCommands: 100_000 }).connections).toBeCloseTo(0.2)
  expect(computeCost({ ...nothing, objectRequests: 1_000_000 }).requests).toBeCloseTo(0.15)
  expect(computeCost({ ...nothing, gigabyteSeconds: 1_000_000 }).duration).toBeCloseTo(12.5)
  expect(computeCost({ ...nothing, rowsRead: 1e9, rowsWritten: 1e6 }).storage).toBeCloseTo(2)
  expect(computeCost({ ...nothing, postgresCpuSeconds: 3600 }).record).toBeCloseTo(0.212)
  expect(computeCost({ ...nothing, mysqlCpuSeconds: 30 * 86_400 * (1 / 8) }).outbox).toBeCloseTo(78)
})

test('twenty incoming WebSocket messages are one request', () => {
  expect(computeCost({ ...nothing, webSocketMessages: 20_000_000 }).requests).toBeCloseTo(0.15)
})

test('the total is the sum, for a million deliveries however many there were', () => {
  const cost = computeCost({ ...nothing, deliveries: 500_000, workerRequests: 1_000_000, rowsWritten: 1e6 })
  expect(cost.total).toBeCloseTo(2.6)
})
