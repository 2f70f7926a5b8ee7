import type { ErrorCode } from '#schema/wire/error-codes.ts'
import { Refusal } from '#services/errors/refusal.ts'

export type Issue = { path: string; message: string }

/** A refusal with what only HTTP tells: when to come back, and which field is at fault. */
export class GatewayRefusal extends Refusal {
  readonly retryAfterMs: number | undefined
  readonly issues: readonly Issue[] | undefined

  constructor(
    code: ErrorCode,
    detail: { retryAfterMs?: number | undefined; issues?: readonly Issue[] } = {},
  ) {
    super(code)
    this.retryAfterMs = detail.retryAfterMs
    this.issues = detail.issues
  }
}
