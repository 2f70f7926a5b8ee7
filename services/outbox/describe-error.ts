import { parseErrno } from './retry-contention.ts'

/** A code or a class name; never a message. */
export function describeError(error: unknown): string {
  const errno = parseErrno(error)
  if (errno !== null) return `mysql_${errno}`
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && /^[\w-]{1,40}$/.test(cause.code))
      return cause.code
    if (!(cause.cause instanceof Error)) return cause.name
  }
  return 'unknown'
}
