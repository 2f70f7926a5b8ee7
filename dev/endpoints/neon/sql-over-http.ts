import type { IncomingHttpHeaders } from 'node:http'
import type pg from 'pg'
import { z } from 'zod'
import type { EndpointReply, EndpointRequest } from '../http-endpoint.ts'
import { parseConnectionTarget } from './connection-target.ts'
import { toErrorReply } from './error-reply.ts'
import type { PostgresPools } from './postgres-pools.ts'

const statement = z.object({
  query: z.string(),
  params: z.array(z.unknown()).default([]),
  arrayMode: z.boolean().optional(),
})
const payload = z.union([z.object({ queries: z.array(statement) }), statement])

type Statement = z.infer<typeof statement>

const ISOLATION_LEVELS = new Map([
  ['ReadUncommitted', 'READ UNCOMMITTED'],
  ['ReadCommitted', 'READ COMMITTED'],
  ['RepeatableRead', 'REPEATABLE READ'],
  ['Serializable', 'SERIALIZABLE'],
])

export function createSqlHandler(pools: PostgresPools) {
  return async ({ headers, body }: EndpointRequest): Promise<EndpointReply> => {
    const target = parseConnectionTarget(headers['neon-connection-string'])
    if (!target) return refuse('Neon-Connection-String must hold a user, a password and a database')
    const parsed = payload.safeParse(parseJson(body))
    if (!parsed.success) return refuse('the request body is no query and no batch of queries')
    if (headers['neon-raw-text-output'] !== 'true')
      return refuse('only Neon-Raw-Text-Output: true is served here')
    const begin = 'queries' in parsed.data ? beginStatement(headers) : ''
    if (begin === undefined) return refuse('invalid isolation level')

    const arrayMode = headers['neon-array-mode'] === 'true'
    try {
      const { data } = parsed
      const answer = await pools.use<unknown>(target, (client) =>
        'queries' in data
          ? runBatch(client, { begin, queries: data.queries, arrayMode })
          : runStatement(client, data, arrayMode),
      )
      return { status: 200, body: answer }
    } catch (error) {
      return toErrorReply(error, target.user)
    }
  }
}

const refuse = (message: string): EndpointReply => ({ status: 400, body: { message, code: '' } })

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function beginStatement(headers: IncomingHttpHeaders): string | undefined {
  const level = headers['neon-batch-isolation-level']
  const isolation = level === undefined ? '' : ISOLATION_LEVELS.get(String(level))
  if (isolation === undefined) return undefined
  return [
    'BEGIN',
    isolation && `ISOLATION LEVEL ${isolation}`,
    headers['neon-batch-read-only'] === 'true' && 'READ ONLY',
    headers['neon-batch-deferrable'] === 'true' && 'DEFERRABLE',
  ]
    .filter(Boolean)
    .join(' ')
}

type Batch = { begin: string; queries: Statement[]; arrayMode: boolean }

async function runBatch(client: pg.PoolClient, { begin, queries, arrayMode }: Batch) {
  await client.query(begin)
  try {
    const results = []
    for (const query of queries) results.push(await runStatement(client, query, arrayMode))
    await client.query('COMMIT')
    return { results }
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

async function runStatement(
  client: pg.PoolClient,
  { query, params, arrayMode }: Statement,
  asArrays: boolean,
) {
  // Without the extended protocol a string could hold several statements.
  const config: pg.QueryArrayConfig & { queryMode: 'extended' } = {
    text: query,
    values: params,
    rowMode: 'array',
    queryMode: 'extended',
  }
  const { command, rowCount, fields, rows } = await client.query(config)
  const rowAsArray = arrayMode ?? asArrays
  const names = fields.map(({ name }) => name)
  return {
    command,
    rowCount,
    fields,
    rows: rowAsArray ? rows : rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))),
    rowAsArray,
  }
}
