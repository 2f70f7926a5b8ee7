import type { RefusalReason } from './operation.ts'

/** An expected refusal inside the room; the verbs turn it into an outcome. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly reason: RefusalReason

  constructor(reason: RefusalReason) {
    super(reason.code)
    this.reason = reason
  }
}
