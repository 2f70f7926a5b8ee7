/** A row that was refused this often for its own sake is dead. An outage counts for nothing. */
export const MAX_ATTEMPTS = 8

const FIRST_DELAY_MS = 1000
const MAX_DELAY_MS = 60_000

/** Milliseconds until a row is tried again after its `attempts`-th refusal: 1 s, 2 s, 4 s … at most 60 s. */
export const computeRetryDelay = (attempts: number): number =>
  Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, attempts - 1))
