import { ADMISSION_HEADER } from '#durable-objects/room/contract.ts'
import { PROTOCOL } from '#schema/wire/protocol-version.ts'
import type { BareObject } from './bare-object.ts'

export { Drainer } from '#durable-objects/drainer/drainer.ts'
export { Relay } from '#durable-objects/relay/relay.ts'
export { Room } from '#durable-objects/room/room.ts'
export { BareObject } from './bare-object.ts'

type Bindings = { ROOM: DurableObjectNamespace; BARE: DurableObjectNamespace<BareObject> }

/** Stands where the gateway does, without tickets: the benchmark measures the objects. */
export default {
  fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url)
    const name = pathname.slice(pathname.lastIndexOf('/') + 1)
    if (pathname.startsWith('/bare-object/')) return env.BARE.getByName(name).fetch(request)
    const admitted = new Request(request.url, {
      headers: {
        upgrade: 'websocket',
        'sec-websocket-protocol': PROTOCOL,
        [ADMISSION_HEADER]: searchParams.get('admission') ?? '',
      },
    })
    return env.ROOM.getByName(name).fetch(admitted)
  },
} satisfies ExportedHandler<Bindings>
