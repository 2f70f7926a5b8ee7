import { type Connection, createConnection, type FieldInfo } from 'mariadb'
import { DATABASE, HOST, USER } from '../../engines/engine.ts'
import { BoundedPool } from './bounded-pool.ts'
import { StatementError } from './statement-error.ts'

export type MariadbPool = BoundedPool<Connection>
export type QueryResult =
  | { rows: (Buffer | null)[][]; fields: FieldInfo[] }
  | { affectedRows: number; insertId: bigint }

const MAX_CONNECTIONS = 24
const ACQUIRE_TIMEOUT_MS = 15_000
const TOO_MANY_CONNECTIONS = 1040

export function createMariadbPool({ port, password }: { port: number; password: string }): MariadbPool {
  return new BoundedPool<Connection>({
    max: MAX_CONNECTIONS,
    acquireTimeoutMs: ACQUIRE_TIMEOUT_MS,
    connect: async () => {
      const connection = await createConnection({
        host: HOST,
        port,
        user: USER,
        password,
        database: DATABASE,
        // PlanetScale counts the rows that a statement matched, changed or not.
        foundRows: true,
        rowsAsArray: true,
        metaAsArray: true,
        typeCast: (column) => column.buffer(),
      })
      connection.on('error', () => undefined)
      return connection
    },
    isUsable: (connection) => connection.isValid(),
    disconnect: async (connection) => connection.destroy(),
    createTimeoutError: () => new StatementError(TOO_MANY_CONNECTIONS, '08004', 'Too many connections'),
  })
}

export async function runQuery(connection: Connection, sql: string): Promise<QueryResult> {
  const [result, fields]: [unknown, FieldInfo[]] = await connection.query(sql)
  return parseResult(result, fields)
}

function parseResult(result: unknown, fields: FieldInfo[]): QueryResult {
  if (Array.isArray(result)) return { rows: result, fields }
  const { affectedRows, insertId } = Object(result)
  return { affectedRows: Number(affectedRows ?? 0), insertId: BigInt(insertId ?? 0) }
}
