import type { Connection } from 'mariadb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BoundedPool } from './bounded-pool.ts'
import { createSession, type Session } from './session.ts'
import { Transactions } from './transactions.ts'

type Fake = { id: number; statements: string[]; isOpen: boolean }

const TIMEOUT_MS = 20_000

function createFakes() {
  const fakes: Fake[] = []
  const connect = async () => {
    const fake: Fake = { id: fakes.length, statements: [], isOpen: true }
    fakes.push(fake)
    const connection = {
      query: async (sql: string) => {
        fake.statements.push(sql)
        return [{ affectedRows: 0, insertId: 0n }, []]
      },
      isValid: () => fake.isOpen,
      destroy: () => {
        fake.isOpen = false
      },
    }
    return connection as unknown as Connection
  }
  const pool = new BoundedPool<Connection>({
    max: 2,
    acquireTimeoutMs: 1_000,
    connect,
    isUsable: (connection) => connection.isValid(),
    disconnect: async (connection) => connection.destroy(),
    createTimeoutError: () => new Error('too many'),
  })
  return { fakes, transactions: new Transactions(pool, TIMEOUT_MS) }
}

const inTransaction = ({ signature, vitessSession }: Session): Session => ({
  signature,
  vitessSession: { ...vitessSession, inTransaction: true },
})

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('transactions of the PlanetScale endpoint', () => {
  test('keep their connection to themselves until they end', async () => {
    const { fakes, transactions } = createFakes()
    const session = createSession()
    await transactions.execute(session, 'BEGIN')
    await transactions.execute(createSession(), 'SELECT 1')
    await transactions.execute(inTransaction(session), 'SELECT 2')
    await transactions.execute(inTransaction(session), 'COMMIT')
    await transactions.execute(createSession(), 'SELECT 3')
    expect(fakes.map(({ statements }) => statements)).toEqual([
      ['BEGIN', 'SELECT 2', 'COMMIT', 'SELECT 3'],
      ['SELECT 1'],
    ])
  })

  test('end after their time limit: later statements are refused, a rollback is not', async () => {
    const { fakes, transactions } = createFakes()
    const session = createSession()
    await transactions.execute(session, 'BEGIN')
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1)
    expect(transactions.has(session)).toBe(true)
    await vi.advanceTimersByTimeAsync(1)
    expect(transactions.has(session)).toBe(false)
    expect(fakes[0]?.isOpen).toBe(false)
    await expect(transactions.execute(inTransaction(session), 'SELECT 1')).rejects.toMatchObject({
      errno: 1317,
    })
    const outcome = await transactions.execute(inTransaction(session), 'ROLLBACK')
    expect(outcome.inTransaction).toBe(false)
  })

  test('a connection whose session was changed is not used again', async () => {
    const { fakes, transactions } = createFakes()
    await transactions.execute(createSession(), 'SET sql_mode = DEFAULT')
    await transactions.execute(createSession(), 'SELECT 1')
    expect(fakes.map(({ statements }) => statements)).toEqual([['SET sql_mode = DEFAULT'], ['SELECT 1']])
  })

  test('no more connections are opened than the pool allows, and who waits too long is refused', async () => {
    const { fakes, transactions } = createFakes()
    const sessions = [createSession(), createSession()]
    for (const session of sessions) await transactions.execute(session, 'BEGIN')
    const refused = expect(transactions.execute(createSession(), 'SELECT 1')).rejects.toThrow('too many')
    await vi.advanceTimersByTimeAsync(1_000)
    await refused
    const waiting = transactions.execute(createSession(), 'SELECT 2')
    await transactions.execute(inTransaction(sessions[0] ?? createSession()), 'ROLLBACK')
    await waiting
    expect(fakes).toHaveLength(2)
  })
})
