import { createMiddleware } from 'hono/factory'
import { withDeadline } from '#services/connections/with-deadline.ts'
import type { GatewayEnv } from '../context.ts'

/** Longer than any one dependency is given, so that it ends only what no bound of its own ended. */
export const REQUEST_TIMEOUT_MS = 12_000

/** Answers `unavailable` in time when a dependency hangs. */
export const requestDeadline = createMiddleware<GatewayEnv>((_, next) =>
  withDeadline(next(), REQUEST_TIMEOUT_MS),
)
