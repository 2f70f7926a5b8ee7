/** A dependency did not answer in time. What it was asked may still happen. */
export class DeadlineError extends Error {
  override name = 'DeadlineError'
}

/**
 * Settles as `work` does, or after `timeoutMs` at the latest.
 * @throws DeadlineError when the time is up first.
 */
export async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const deadline = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => deadline.reject(new DeadlineError(`No answer within ${timeoutMs} ms.`)),
    timeoutMs,
  )
  try {
    return await Promise.race([work, deadline.promise])
  } finally {
    clearTimeout(timer)
  }
}
