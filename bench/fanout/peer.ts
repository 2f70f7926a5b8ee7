/** One server under the load generator: how a socket opens, what it sends, how deliveries are counted. */
export type Peer = {
  server: string
  /** Opens the `index`th socket; it resolves when the server delivers to it. */
  open(index: number): Promise<import('ws').WebSocket>
  /** The frame of one message whose text is `text`. */
  encode(text: string): string
}

/** Every text starts with it, and nothing else on the wire contains it: a delivery is one occurrence. */
export const TEXT_MARK = 'bench|'
