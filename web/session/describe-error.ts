import { ERRORS, type ErrorCode } from '#schema/wire/error-codes.ts'
import { SentinelError } from '#sdk/index.ts'

/** The documented message of an error, or `overrides` where the place where it happened can say it better. */
export function describeError(error: unknown, overrides: Partial<Record<ErrorCode, string>> = {}): string {
  if (!(error instanceof SentinelError)) return ERRORS.internal.message
  const message = overrides[error.code] ?? error.message
  if (error.code !== 'internal' || error.requestId === undefined) return message
  return `${message} (request ${error.requestId})`
}

export const isSignedOut = (error: unknown): boolean =>
  error instanceof SentinelError && error.code === 'unauthenticated'
