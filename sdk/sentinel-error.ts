import { ERRORS, type ErrorCode } from '#schema/wire/error-codes.ts'

export type SentinelErrorFields = {
  code: ErrorCode
  message?: string | undefined
  retryable?: boolean | undefined
  /** HTTP status; 0 when no answer came, and for what a socket refused. */
  status?: number | undefined
  requestId?: string | undefined
  retryAfterMs?: number | undefined
  /** The client id of the operation that was refused. */
  operationId?: string | undefined
}

/** Every refusal and failure the SDK reports; `code` is from the platform's closed list. */
export class SentinelError extends Error {
  override name = 'SentinelError'
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly status: number
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined
  readonly operationId: string | undefined

  constructor(fields: SentinelErrorFields) {
    super(fields.message ?? ERRORS[fields.code].message)
    this.code = fields.code
    this.retryable = fields.retryable ?? ERRORS[fields.code].retryable
    this.status = fields.status ?? 0
    this.requestId = fields.requestId
    this.retryAfterMs = fields.retryAfterMs
    this.operationId = fields.operationId
  }
}
