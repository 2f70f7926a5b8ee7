import { z } from 'zod'

/** Kinds of requests that are counted together. */
export const RATE_CLASSES = ['auth', 'ticket', 'read', 'write', 'administration'] as const
export type RateClass = (typeof RATE_CLASSES)[number]

/** Requests a minute of one account. One network may do several times as much: people share addresses. */
const DEFAULTS: Readonly<Record<RateClass, number>> = {
  auth: 30,
  ticket: 120,
  read: 600,
  write: 240,
  administration: 240,
}

const perMinute = z.int().min(1).max(10_000_000)

/** Overrides of the defaults, as JSON: `{"read": 1200}`. Unknown names are refused. */
export const rateLimits = z.strictObject(
  Object.fromEntries(RATE_CLASSES.map((name) => [name, perMinute.optional()])) as Record<
    RateClass,
    z.ZodOptional<typeof perMinute>
  >,
)

export const requireLimits = (overrides: z.infer<typeof rateLimits>): Record<RateClass, number> =>
  Object.fromEntries(RATE_CLASSES.map((name) => [name, overrides[name] ?? DEFAULTS[name]])) as Record<
    RateClass,
    number
  >
