import { HttpEndpoint } from '../http-endpoint.ts'
import { PostgresPools } from './postgres-pools.ts'
import { createSqlHandler } from './sql-over-http.ts'
import { createTunnel } from './websocket-tunnel.ts'

export type NeonEndpointOptions = { port: number; postgresPort: number }

/** Neon's two ways to a database: SQL over HTTP at `/sql`, and Postgres's own protocol in a WebSocket at `/v2`. */
export function createNeonEndpoint({ port, postgresPort }: NeonEndpointOptions): HttpEndpoint {
  const pools = new PostgresPools(postgresPort)
  const handleSql = createSqlHandler(pools)
  const endpoint: HttpEndpoint = new HttpEndpoint({
    port,
    handle: async (request) => {
      if (request.path !== '/sql') return { status: 404, body: { message: 'not found' } }
      if (request.method !== 'POST') return { status: 405, body: { message: 'method not allowed' } }
      return handleSql(request)
    },
    handleUpgrade: createTunnel({ postgresPort, delayMs: () => endpoint.delayMs }),
    close: async () => pools.close(),
  })
  return endpoint
}
