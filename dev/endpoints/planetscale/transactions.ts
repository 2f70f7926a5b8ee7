import type { Connection } from 'mariadb'
import { type MariadbPool, type QueryResult, runQuery } from './mariadb-pool.ts'
import { requireVitessSyntax } from './require-vitess-syntax.ts'
import type { Session } from './session.ts'
import { StatementError } from './statement-error.ts'

type Pinned = { connection: Connection; timeout: NodeJS.Timeout }
type Outcome = { result: QueryResult; inTransaction: boolean }

const BEGIN = /^\s*(begin|start\s+transaction)\b/i
const COMMIT = /^\s*commit\b/i
const ROLLBACK = /^\s*rollback\s*;?\s*$/i
const SESSION_STATEMENT = /^\s*(set|use)\b/i

const NOTHING: QueryResult = { affectedRows: 0, insertId: 0n }

/** Runs each session's statements: on any connection outside a transaction, on the session's own within one. */
export class Transactions {
  readonly #pool: MariadbPool
  readonly #timeoutMs: number
  readonly #pinned = new Map<string, Pinned>()

  constructor(pool: MariadbPool, timeoutMs: number) {
    this.#pool = pool
    this.#timeoutMs = timeoutMs
  }

  has({ vitessSession }: Session): boolean {
    return this.#pinned.has(vitessSession.SessionUUID)
  }

  async execute({ vitessSession }: Session, sql: string): Promise<Outcome> {
    requireVitessSyntax(sql)
    const { SessionUUID: id, inTransaction } = vitessSession
    const pinned = this.#pinned.get(id)
    if (inTransaction && !pinned) {
      if (ROLLBACK.test(sql)) return { result: NOTHING, inTransaction: false }
      throw createLostTransactionError(id)
    }
    if (pinned) return this.#executePinned(id, pinned, sql)
    if (BEGIN.test(sql)) return this.#begin(id, sql)
    if (COMMIT.test(sql) || ROLLBACK.test(sql)) return { result: NOTHING, inTransaction: false }
    return { result: await this.#executeOnce(sql), inTransaction: false }
  }

  async close(): Promise<void> {
    for (const id of [...this.#pinned.keys()]) this.#unpin(id)?.destroy()
  }

  async #begin(id: string, sql: string): Promise<Outcome> {
    const connection = await this.#pool.acquire()
    try {
      const result = await runQuery(connection, sql)
      const timeout = setTimeout(() => this.#expire(id), this.#timeoutMs)
      this.#pinned.set(id, { connection, timeout })
      return { result, inTransaction: true }
    } catch (error) {
      this.#pool.release(connection)
      throw error
    }
  }

  async #executePinned(id: string, { connection }: Pinned, sql: string): Promise<Outcome> {
    try {
      const result = await runQuery(connection, sql)
      const isEnd = COMMIT.test(sql) || ROLLBACK.test(sql)
      if (isEnd) this.#release(id)
      return { result, inTransaction: !isEnd }
    } catch (error) {
      if (!connection.isValid()) this.#release(id)
      throw error
    }
  }

  async #executeOnce(sql: string): Promise<QueryResult> {
    const connection = await this.#pool.acquire()
    try {
      const result = await runQuery(connection, sql)
      // What a statement sets for its session must not reach the next one's.
      if (SESSION_STATEMENT.test(sql)) connection.destroy()
      return result
    } finally {
      this.#pool.release(connection)
    }
  }

  #expire(id: string): void {
    const connection = this.#unpin(id)
    if (!connection) return
    connection.destroy()
    this.#pool.release(connection)
  }

  #release(id: string): void {
    const connection = this.#unpin(id)
    if (connection) this.#pool.release(connection)
  }

  #unpin(id: string): Connection | undefined {
    const pinned = this.#pinned.get(id)
    if (!pinned) return undefined
    clearTimeout(pinned.timeout)
    this.#pinned.delete(id)
    return pinned.connection
  }
}

const createLostTransactionError = (id: string) =>
  new StatementError(1317, '70100', `transaction ${id}: not found`)
