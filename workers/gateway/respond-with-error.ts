import { HTTPException } from 'hono/http-exception'
import { ERRORS, type ErrorCode } from '#schema/wire/error-codes.ts'
import type { ErrorBody } from '#schema/wire/http/error-body.ts'
import { isUnavailable } from '#services/connections/is-unavailable.ts'
import { EnvironmentError } from '#services/environment/parse-environment.ts'
import { Refusal } from '#services/errors/refusal.ts'
import type { GatewayContext } from './context.ts'
import { GatewayRefusal } from './gateway-refusal.ts'
import { log } from './log.ts'

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed',
  404: 'not_found',
  413: 'too_large',
  415: 'unsupported_media_type',
}

function classify(error: Error): GatewayRefusal {
  if (error instanceof GatewayRefusal) return error
  if (error instanceof Refusal) return new GatewayRefusal(error.code)
  if (error instanceof HTTPException) return new GatewayRefusal(CODE_BY_STATUS[error.status] ?? 'internal')
  return new GatewayRefusal(isUnavailable(error) ? 'unavailable' : 'internal')
}

/** Where it happened, without the message: a driver's message quotes the statement and its values. */
const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())

function report(error: Error, code: ErrorCode, requestId: string): void {
  if (error instanceof EnvironmentError) log('error', 'environment', { requestId, message: error.message })
  else if (code === 'internal')
    log('error', 'unexpected', { requestId, name: error.name, at: framesOf(error) })
  else if (code === 'unavailable') log('warn', 'unavailable', { requestId, name: error.name })
}

/** The one place where an error becomes an answer. */
export function respondWithError(error: Error, c: GatewayContext): Response {
  const { code, retryAfterMs, issues } = classify(error)
  const { status, message, retryable } = ERRORS[code]
  const requestId = c.get('requestId')
  report(error, code, requestId)
  const body: ErrorBody = {
    error: {
      code,
      message,
      retryable,
      requestId,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(issues === undefined ? {} : { issues: [...issues] }),
    },
  }
  if (retryAfterMs !== undefined) c.header('retry-after', String(Math.ceil(retryAfterMs / 1000)))
  return c.json(body, status)
}
