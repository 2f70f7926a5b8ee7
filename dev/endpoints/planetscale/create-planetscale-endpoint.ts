import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { USER } from '../../engines/engine.ts'
import { equalSecrets } from '../equal-secrets.ts'
import { type EndpointReply, HttpEndpoint } from '../http-endpoint.ts'
import { toDatabaseError } from './database-error.ts'
import { encodeResult } from './encode-result.ts'
import { createMariadbPool } from './mariadb-pool.ts'
import { createSession, isSigned, type Session, session, sign } from './session.ts'
import { Transactions } from './transactions.ts'

export type PlanetscaleEndpointOptions = {
  port: number
  mariadbPort: number
  password: string
  transactionTimeoutMs?: number
}

const SERVICE = '/psdb.v1alpha1.Database/'
/** Vitess ends transactions that stay open longer. */
const TRANSACTION_TIMEOUT_MS = 20_000

const executeRequest = z.object({ query: z.string(), session: session.nullish() })

/** PlanetScale's HTTP interface: sessions, and statements whose results keep MySQL's text form. */
export function createPlanetscaleEndpoint(options: PlanetscaleEndpointOptions): HttpEndpoint {
  const { port, mariadbPort, password, transactionTimeoutMs = TRANSACTION_TIMEOUT_MS } = options
  const key = randomBytes(32)
  const pool = createMariadbPool({ port: mariadbPort, password })
  const transactions = new Transactions(pool, transactionTimeoutMs)

  const execute = async (body: string): Promise<EndpointReply> => {
    const parsed = executeRequest.safeParse(parseJson(body))
    if (!parsed.success) return failure(400, 'INVALID_ARGUMENT', 'the request is no statement with a session')
    const given = parsed.data.session
    if (given && !isSigned(given, key)) return failure(400, 'INVALID_ARGUMENT', 'invalid session signature')
    const current: Session = given ?? createSession()
    const startedAt = performance.now()
    try {
      const { result, inTransaction } = await transactions.execute(current, parsed.data.query)
      const timing = (performance.now() - startedAt) / 1000
      return {
        status: 200,
        body: { session: sign(current, inTransaction, key), result: encodeResult(result), timing },
      }
    } catch (error) {
      const { inTransaction } = current.vitessSession
      return {
        status: 200,
        body: {
          session: sign(current, inTransaction && transactions.has(current), key),
          error: toDatabaseError(error),
        },
      }
    }
  }

  return new HttpEndpoint({
    port,
    handle: async ({ method, path, headers, body }) => {
      if (method !== 'POST' || !path.startsWith(SERVICE)) return failure(404, 'NOT_FOUND', 'not found')
      if (!equalSecrets(headers.authorization ?? '', basicAuthorization(password))) {
        return failure(401, 'UNAUTHENTICATED', 'invalid authorization credentials')
      }
      switch (path.slice(SERVICE.length)) {
        case 'CreateSession':
          return { status: 200, body: { session: sign(createSession(), false, key) } }
        case 'Execute':
          return execute(body)
        default:
          return failure(404, 'UNIMPLEMENTED', 'not implemented')
      }
    },
    close: async () => {
      await transactions.close()
      await pool.close()
    },
  })
}

const failure = (status: number, code: string, message: string): EndpointReply => ({
  status,
  body: { error: { code, message } },
})

const basicAuthorization = (password: string) =>
  `Basic ${Buffer.from(`${USER}:${password}`).toString('base64')}`

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
