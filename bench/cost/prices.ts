/** US dollars, beyond what the plans include, as published in November 2026. */
export const PRICES = {
  /** developers.cloudflare.com/workers/platform/pricing */
  workerRequest: 0.3 / 1e6,
  /** developers.cloudflare.com/durable-objects/platform/pricing */
  objectRequest: 0.15 / 1e6,
  objectGigabyteSecond: 12.5 / 1e6,
  objectRowRead: 0.001 / 1e6,
  objectRowWritten: 1 / 1e6,
  /** planetscale.com/pricing: a PS-10 of 1/8 vCPU in three zones at 39 dollars a month. */
  mysqlCpuSecond: 39 / (30 * 86_400) / (1 / 8),
  /** neon.com/pricing: 0.106 dollars per hour of a compute unit, one vCPU, on the Launch plan. */
  postgresCpuSecond: 0.106 / 3600,
  /** upstash.com/pricing/redis */
  redisCommand: 0.2 / 1e5,
} as const

/** Incoming WebSocket messages per billed request. */
export const WEBSOCKET_MESSAGES_PER_REQUEST = 20
/** A database that is sold by size is paid for while it waits too: this share of it is put to use. */
export const DATABASE_UTILIZATION = 0.5
