import { connect } from 'node:net'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import { HOST } from '../../engines/engine.ts'
import type { Upgrade } from '../http-endpoint.ts'

const PATHS = new Set(['/v2', '/v1'])

export type TunnelOptions = { postgresPort: number; delayMs: () => number }

/** Carries Postgres's own protocol in a WebSocket. It leads to the stand's Postgres, whatever address is asked for. */
export function createTunnel({ postgresPort, delayMs }: TunnelOptions): Upgrade {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  return (request, socket, head) => {
    if (!PATHS.has(request.url?.split('?')[0] ?? '')) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      return
    }
    server.handleUpgrade(request, socket, head, (client) => void pipe(client, postgresPort, delayMs))
  }
}

async function pipe(client: WebSocket, postgresPort: number, delayMs: () => number): Promise<void> {
  const stream = createWebSocketStream(client)
  stream.on('error', () => undefined)
  const database = connect({ host: HOST, port: postgresPort, noDelay: true })
  const isReachable = await new Promise<boolean>((resolve) => {
    database.once('connect', () => resolve(true))
    database.once('error', () => resolve(false))
  })
  if (!isReachable) {
    stream.end(unreachableMessage())
    return
  }
  const ended = [pipeline(stream, database), pipeline(database, delayed(delayMs), stream)]
  await Promise.allSettled(ended)
  client.terminate()
}

function delayed(delayMs: () => number): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      const ms = delayMs()
      if (ms) setTimeout(() => done(null, chunk), ms)
      else done(null, chunk)
    },
  })
}

/** An ErrorResponse of Postgres's protocol. */
function unreachableMessage(): Buffer {
  const fields = ['SFATAL', 'VFATAL', 'C08006', "Mcouldn't connect to compute node"]
  const body = Buffer.from(`${fields.map((field) => `${field}\0`).join('')}\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
