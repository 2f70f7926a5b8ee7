import { createHash } from 'node:crypto'
import pg from 'pg'
import { HOST } from '../../engines/engine.ts'
import type { ConnectionTarget } from './connection-target.ts'

const MAX_CONNECTIONS = 24
const MAX_POOLS = 3
const ACQUIRE_TIMEOUT_MS = 15_000
const IDLE_TIMEOUT_MS = 30_000

/** Values stay the text that Postgres sent: Neon's driver parses them itself. */
const RAW_TEXT = { getTypeParser: () => (value: string) => value }

/** One bounded pool for each set of credentials; Postgres itself checks them. */
export class PostgresPools {
  readonly #port: number
  readonly #pools = new Map<string, pg.Pool>()

  constructor(port: number) {
    this.#port = port
  }

  /** Runs on a connection whose session is as new, and cleans it behind the answer's back. */
  async use<T>(target: ConnectionTarget, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool(target).connect()
    try {
      return await run(client)
    } finally {
      // Refused inside an open transaction and on a broken connection, which then must not be used again.
      client.query('DISCARD ALL').then(
        () => client.release(),
        () => client.release(true),
      )
    }
  }

  /** Does not wait for statements that still run. */
  close(): void {
    for (const pool of this.#pools.values()) void pool.end()
    this.#pools.clear()
  }

  #pool({ user, password, database }: ConnectionTarget): pg.Pool {
    const key = createHash('sha256')
      .update(JSON.stringify([user, password, database]))
      .digest('hex')
    const pool = this.#pools.get(key) ?? this.#createPool(user, password, database)
    this.#pools.delete(key)
    this.#pools.set(key, pool)
    for (const [oldKey, oldPool] of this.#pools) {
      if (this.#pools.size <= MAX_POOLS) break
      this.#pools.delete(oldKey)
      void oldPool.end()
    }
    return pool
  }

  #createPool(user: string, password: string, database: string): pg.Pool {
    const pool = new pg.Pool({
      host: HOST,
      port: this.#port,
      user,
      password,
      database,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: ACQUIRE_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      types: RAW_TEXT,
    })
    // A lost connection fails its query; told again as an event it would end the process.
    pool.on('error', () => undefined)
    pool.on('connect', (client) => client.on('error', () => undefined))
    return pool
  }
}
