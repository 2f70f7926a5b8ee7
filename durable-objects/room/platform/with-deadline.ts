/** A store did not answer in time. What was asked of it may still happen: callers ask only what may be repeated. */
export class DeadlineError extends Error {
  override name = 'DeadlineError'
}

/** The outcome of `work`, or a DeadlineError after `timeoutMs`: a store that hangs must not hold the room's alarm. */
export async function withDeadline<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    if (timer !== undefined) clearTimeout(timer)
  }
}
