import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { Socket } from 'node:net'

/**
 * A WebSocket client (RFC 6455) for load: it hands over what arrives as raw bytes, frame headers included, so that it costs
 * little beside the servers that are measured.
 */
export class LightSocket {
  #listener: ((bytes: Buffer) => void) | null = null
  #early: Buffer[] = []
  onEnd: () => void = () => {}
  readonly #socket: Socket

  private constructor(socket: Socket, head: Buffer) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (bytes: Buffer) => this.#take(bytes))
    socket.on('error', () => {})
    socket.on('close', () => this.onEnd())
    if (head.length > 0) this.#take(head)
  }

  static open(url: string, protocols: readonly string[] = []): Promise<LightSocket> {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      ...(protocols.length > 0 ? { 'sec-websocket-protocol': protocols.join(', ') } : {}),
    }
    return new Promise((resolve, reject) => {
      const upgrade = request(url.replace(/^ws/, 'http'), { headers, agent: false })
      upgrade.once('upgrade', (_response, socket, head) => resolve(new LightSocket(socket as Socket, head)))
      upgrade.once('response', ({ statusCode }) => reject(new Error(`The server answered ${statusCode}.`)))
      upgrade.once('error', reject)
      upgrade.end()
    })
  }

  /** What came before anyone listened comes first. */
  set onData(listener: (bytes: Buffer) => void) {
    this.#listener = listener
    for (const bytes of this.#early.splice(0)) listener(bytes)
  }

  #take(bytes: Buffer): void {
    if (this.#listener) this.#listener(bytes)
    else this.#early.push(bytes)
  }

  /** Masked with zeros, which RFC 6455 allows: the bytes stay as they are. */
  send(text: string): void {
    const payload = Buffer.from(text)
    const header =
      payload.length < 126
        ? Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0])
        : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0])
    this.#socket.write(Buffer.concat([header, payload]))
  }

  /** What has been seen by `whenSeen` so far. */
  seen = ''

  /** Resolves once `mark` has come, also where it came before. */
  whenSeen(mark: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.onEnd = () => reject(new Error('The server closed a socket.'))
      const look = () => {
        if (!this.seen.includes(mark)) return
        this.#listener = null
        this.onEnd = () => {}
        resolve()
      }
      this.onData = (bytes) => {
        this.seen += bytes.toString('latin1')
        look()
      }
      look()
    })
  }

  end(): void {
    this.#socket.destroy()
  }
}
