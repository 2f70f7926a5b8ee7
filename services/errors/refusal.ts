import type { ErrorCode } from '#schema/wire/error-codes.ts'

/** An expected refusal of a service: the transport's error mapper turns `code` into its answer. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: ErrorCode

  constructor(code: ErrorCode) {
    super(code)
    this.code = code
  }
}
