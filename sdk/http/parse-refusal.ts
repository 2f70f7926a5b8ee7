import type { ErrorCode } from '#schema/wire/error-codes.ts'
import { errorBody } from '#schema/wire/http/error-body.ts'
import { SentinelError } from '../sentinel-error.ts'

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported_media_type',
  421: 'untrusted_host',
  429: 'rate_limited',
  500: 'internal',
}

/** A proxy or an error page in between speaks no error body: only its status tells. */
const codeOfStatus = (status: number): ErrorCode =>
  CODE_BY_STATUS[status] ?? (status >= 500 ? 'unavailable' : 'malformed')

function parseRetryAfter(header: string | null): number | undefined {
  const seconds = Number(header)
  return header !== null && header !== '' && seconds >= 0 ? seconds * 1000 : undefined
}

/** The error that a response of status 400 or above carries. */
export async function parseRefusal(response: Response): Promise<SentinelError> {
  const { status } = response
  const body = errorBody.safeParse(await response.json().catch(() => null))
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'))
  const requestId = response.headers.get('x-request-id') ?? undefined
  if (!body.success) return new SentinelError({ code: codeOfStatus(status), status, requestId, retryAfterMs })
  const { error } = body.data
  return new SentinelError({ ...error, status, retryAfterMs: error.retryAfterMs ?? retryAfterMs })
}
