import type { LightSocket } from './light-socket.ts'

/** One server under the load generator: how a socket opens and what it sends. */
export type Peer = {
  server: string
  /** Opens the `index`th socket; it resolves when the server delivers to it. */
  open(index: number): Promise<LightSocket>
  /** The frame of one message whose text is `text`. */
  encode(text: string): string
}
