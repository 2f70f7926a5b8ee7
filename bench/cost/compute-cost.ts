import { DATABASE_UTILIZATION, PRICES, WEBSOCKET_MESSAGES_PER_REQUEST } from './prices.ts'

export type Usage = {
  /** Messages times the sockets that got them. */
  deliveries: number
  workerRequests: number
  objectRequests: number
  webSocketMessages: number
  gigabyteSeconds: number
  rowsRead: number
  rowsWritten: number
  mysqlStatements: number
  mysqlCpuSeconds: number
  postgresStatements: number
  postgresCpuSeconds: number
  redisCommands: number
}

export type Cost = {
  connections: number
  requests: number
  duration: number
  storage: number
  outbox: number
  record: number
  total: number
}

/** US dollars for a million deliveries, by what they are paid for. */
export function computeCost(usage: Usage): Cost {
  const perMillion = (dollars: number) => (dollars / usage.deliveries) * 1e6
  const objectRequests = usage.objectRequests + usage.webSocketMessages / WEBSOCKET_MESSAGES_PER_REQUEST
  const parts = {
    connections: perMillion(
      usage.workerRequests * PRICES.workerRequest + usage.redisCommands * PRICES.redisCommand,
    ),
    requests: perMillion(objectRequests * PRICES.objectRequest),
    duration: perMillion(usage.gigabyteSeconds * PRICES.objectGigabyteSecond),
    storage: perMillion(usage.rowsRead * PRICES.objectRowRead + usage.rowsWritten * PRICES.objectRowWritten),
    outbox: perMillion((usage.mysqlCpuSeconds * PRICES.mysqlCpuSecond) / DATABASE_UTILIZATION),
    record: perMillion((usage.postgresCpuSeconds * PRICES.postgresCpuSecond) / DATABASE_UTILIZATION),
  }
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0)
  return { ...parts, total }
}
