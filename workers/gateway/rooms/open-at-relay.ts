import { z } from 'zod'
import { RELAY_HEADER, toLocationHint } from '#durable-objects/relay/contract.ts'
import { decodeHeader } from '#durable-objects/sockets/header.ts'
import type { RelayStub } from '../bindings.ts'
import type { GatewayContext } from '../context.ts'
import { reachRoom } from './ask-room.ts'

const redirection = z.object({ relay: z.string() })

/** Takes the client to the relay that the room has named. */
export async function openAtRelay(c: GatewayContext, response: Response): Promise<Response> {
  const header = response.headers.get(RELAY_HEADER) ?? ''
  const { relay } = redirection.parse(decodeHeader(header))
  const stub = c.env.RELAY.getByName(relay, toLocationHint(relay)) as RelayStub
  const headers = new Headers({ upgrade: 'websocket', [RELAY_HEADER]: header })
  return await reachRoom(c, stub.fetch(new Request('https://relay/socket', { headers })))
}
