import { routePartykitRequest } from 'partyserver'
import type { Drainer } from '#durable-objects/drainer/drainer.ts'
import { RELAY_HEADER } from '#durable-objects/relay/contract.ts'
import type { Relay } from '#durable-objects/relay/relay.ts'
import { ADMISSION_HEADER } from '#durable-objects/room/contract.ts'
import type { Room } from '#durable-objects/room/room.ts'
import { decodeHeader } from '#durable-objects/sockets/header.ts'
import { PROTOCOL } from '#schema/wire/protocol-version.ts'
import type { BareObject } from './bare-object.ts'
import { counts } from './counted.ts'

export { Drainer } from '#durable-objects/drainer/drainer.ts'
export { Inbox } from '#durable-objects/inbox/inbox.ts'
export { Relay } from '#durable-objects/relay/relay.ts'
export { Room } from '#durable-objects/room/room.ts'
export { BareObject } from './bare-object.ts'
export { CountedDrainer, CountedInbox, CountedRoom } from './counted.ts'
export { Party } from './party.ts'

type Bindings = {
  ROOM: DurableObjectNamespace<Room>
  RELAY: DurableObjectNamespace<Relay>
  DRAINER: DurableObjectNamespace<Drainer>
  BARE: DurableObjectNamespace<BareObject>
}

/** Stands where the gateway does, without tickets: the benchmark measures the objects. */
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url)
    const name = pathname.slice(pathname.lastIndexOf('/') + 1)
    if (pathname.startsWith('/bare-object/')) return env.BARE.getByName(name).fetch(request)
    if (pathname.startsWith('/parties/')) {
      return (await routePartykitRequest(request, { ...env })) ?? new Response(null, { status: 404 })
    }
    if (pathname === '/counts') return Response.json(counts)
    if (pathname.startsWith('/drainer/')) {
      await env.DRAINER.getByName(name).wake()
      return new Response(null, { status: 204 })
    }
    return await openRoom(env, name, searchParams.get('admission') ?? '')
  },
} satisfies ExportedHandler<Bindings>

async function openRoom({ ROOM, RELAY }: Bindings, name: string, admission: string): Promise<Response> {
  const headers = { upgrade: 'websocket', 'sec-websocket-protocol': PROTOCOL }
  const request = new Request('https://room/socket', {
    headers: { ...headers, [ADMISSION_HEADER]: admission },
  })
  const response = await ROOM.getByName(name).fetch(request)
  const redirection = response.headers.get(RELAY_HEADER)
  if (redirection === null) return response
  const relay = String(Reflect.get(Object(decodeHeader(redirection)), 'relay'))
  return RELAY.getByName(relay).fetch(
    new Request('https://relay/socket', { headers: { ...headers, [RELAY_HEADER]: redirection } }),
  )
}
