const DEADLOCK = 1213
const LOCK_WAIT_TIMEOUT = 1205
const ATTEMPTS = 5

/** Runs one autocommit statement again when MySQL chose it as the victim of a deadlock or a lock wait. */
export async function retryContention<T>(statement: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await statement()
    } catch (error) {
      if (attempt === ATTEMPTS || !isContention(error)) throw error
    }
  }
}

const isContention = (error: unknown): boolean => {
  const errno = parseErrno(error)
  return errno === DEADLOCK || errno === LOCK_WAIT_TIMEOUT
}

/** MySQL's error number, which the PlanetScale driver carries only inside the message; null where there is none. */
export function parseErrno(error: unknown): number | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const match = /\(errno (\d{3,5})\)/.exec(cause.message)
    if (match) return Number(match[1])
  }
  return null
}
