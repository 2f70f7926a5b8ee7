import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { HOST } from '../engines/engine.ts'

export type EndpointRequest = { method: string; path: string; headers: IncomingHttpHeaders; body: string }
export type EndpointReply = { status: number; headers?: Record<string, string>; body: unknown }
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export type HttpEndpointOptions = {
  port: number
  handle: (request: EndpointRequest) => Promise<EndpointReply>
  handleUpgrade?: Upgrade
  /** Ends what the endpoint holds open towards its engine. */
  close: () => Promise<void>
}

/** The vendors' own limits lie between 10 and 64 MiB. */
const MAX_BODY_BYTES = 64 * 1024 * 1024
/** Longer than clients keep idle connections, so that none is closed under a request. */
const KEEP_ALIVE_MS = 120_000

/** A vendor's HTTP surface on 127.0.0.1, which can be stopped, started again and slowed down. */
export class HttpEndpoint {
  readonly #options: HttpEndpointOptions
  readonly #upgraded = new Set<Duplex>()
  #server: Server | undefined
  #delayMs = 0

  constructor(options: HttpEndpointOptions) {
    this.#options = options
  }

  get delayMs(): number {
    return this.#delayMs
  }

  async start(): Promise<void> {
    if (this.#server) return
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      void this.#answer(request).then(({ status, headers, body }) => {
        const text = JSON.stringify(body)
        response.writeHead(status, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
          ...headers,
        })
        response.end(text)
      })
    })
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
    server.listen(this.#options.port, HOST)
    await once(server, 'listening')
    this.#server = server
  }

  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    for (const socket of this.#upgraded) socket.destroy()
    await closed
    await this.#options.close()
  }

  /** Every answer waits this long from now on, after its work is done. */
  slow(delayMs: number): void {
    this.#delayMs = delayMs
  }

  async #answer(request: IncomingMessage): Promise<EndpointReply> {
    try {
      const body = await readBody(request)
      if (body === undefined) return { status: 413, body: { message: 'request is too large' } }
      const { method = '', url = '/', headers } = request
      const reply = await this.#options.handle({ method, path: url.split('?')[0] ?? '/', headers, body })
      if (this.#delayMs) await delay(this.#delayMs)
      return reply
    } catch {
      return { status: 500, body: { message: 'internal error' } }
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { handleUpgrade } = this.#options
    socket.on('error', () => socket.destroy())
    if (!handleUpgrade) {
      socket.destroy()
      return
    }
    this.#upgraded.add(socket)
    socket.once('close', () => this.#upgraded.delete(socket))
    handleUpgrade(request, socket, head)
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
