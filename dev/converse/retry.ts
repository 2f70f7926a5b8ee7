import { setTimeout as delay } from 'node:timers/promises'
import { SentinelError } from '#sdk/index.ts'

const ATTEMPTS = 8

/** Repeats what the platform refused for now. */
export async function retry<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof SentinelError) || !error.retryable || attempt === ATTEMPTS) throw error
      await delay(error.retryAfterMs ?? 200 * attempt)
    }
  }
}
