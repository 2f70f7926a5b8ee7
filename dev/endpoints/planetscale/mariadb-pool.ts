import { type Connection, createConnection, type FieldInfo, SqlError } from 'mariadb'
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
const CANNOT_CONNECT = 2003

export function createMariadbPool({ port, password }: { port: number; password: string }): MariadbPool {
  return new BoundedPool<Connection>({
    max: MAX_CONNECTIONS,
    acquireTimeoutMs: ACQUIRE_TIMEOUT_MS,
    connect: () => connect(port, password),
    isUsable: (connection) => connection.isValid(),
    disconnect: async (connection) => connection.destroy(),
    createTimeoutError: () => new StatementError(TOO_MANY_CONNECTIONS, '08004', 'Too many connections'),
  })
}

async function connect(port: number, password: string): Promise<Connection> {
  try {
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
    // A lost connection fails its statement; told again as an event it would end the process.
    connection.on('error', () => undefined)
    return connection
  } catch (error) {
    if (error instanceof SqlError && error.errno === TOO_MANY_CONNECTIONS) throw error
    throw new StatementError(CANNOT_CONNECT, 'HY000', "Can't connect to MySQL server")
  }
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
