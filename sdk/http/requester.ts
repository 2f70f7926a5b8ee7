import type { z } from 'zod'
import type { Platform } from '../platform.ts'
import { SentinelError } from '../sentinel-error.ts'
import type { Authorizer } from './credentials.ts'
import { parseRefusal } from './parse-refusal.ts'

export type RequestOptions<T> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query?: Readonly<Record<string, string | number | undefined>> | undefined
  body?: unknown
  /** Parses the answer; without it the answer's body is not read. */
  schema?: z.ZodType<T> | undefined
  signal?: AbortSignal | undefined
}

export type Requester = <T = void>(options: RequestOptions<T>) => Promise<T>

export type RequesterOptions = {
  origin: string
  platform: Platform
  authorizer: Authorizer
  timeoutMs: number
}

const noAnswer = () => new SentinelError({ code: 'unavailable', message: 'The platform did not answer.' })

function buildUrl(origin: string, path: string, query: RequestOptions<unknown>['query']): string {
  const url = new URL(path, origin)
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url.href
}

/** One HTTP exchange with the platform: typed answer out, or a `SentinelError`. */
export function createRequester({ origin, platform, authorizer, timeoutMs }: RequesterOptions): Requester {
  const exchange = async <T>(options: RequestOptions<T>): Promise<T> => {
    const headers = new Headers({ accept: 'application/json' })
    const init: RequestInit = { method: options.method, headers, redirect: 'error', cache: 'no-store' }
    init.credentials = authorizer.apply(headers)
    if (options.method !== 'GET') {
      headers.set('content-type', 'application/json')
      init.body = JSON.stringify(options.body ?? {})
    }
    const controller = new AbortController()
    const abort = () => controller.abort()
    options.signal?.addEventListener('abort', abort)
    const cancelTimeout = platform.schedule(timeoutMs, abort)
    init.signal = controller.signal
    try {
      const url = buildUrl(origin, options.path, options.query)
      const response = await platform.fetch(url, init).catch(() => Promise.reject(noAnswer()))
      if (!response.ok) throw await parseRefusal(response)
      authorizer.absorb(response.headers)
      if (!options.schema) {
        await response.body?.cancel()
        return undefined as T
      }
      const answer = options.schema.safeParse(await response.json().catch(() => Promise.reject(noAnswer())))
      if (answer.success) return answer.data
      throw new SentinelError({ code: 'internal', status: response.status, message: 'Unknown answer.' })
    } finally {
      cancelTimeout()
      options.signal?.removeEventListener('abort', abort)
    }
  }
  return async <T>(options: RequestOptions<T>): Promise<T> => {
    try {
      return await exchange(options)
    } catch (error) {
      // Another tab has signed in: the session, and the token with it, is a new one.
      if (!(error instanceof SentinelError) || error.code !== 'csrf_token_required') throw error
      await exchange({ method: 'GET', path: '/api/v1/me', signal: options.signal })
      return await exchange(options)
    }
  }
}
