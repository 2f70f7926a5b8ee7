import type { Drainer } from '#durable-objects/drainer/drainer.ts'

export { Drainer } from '#durable-objects/drainer/drainer.ts'

type Bindings = { DRAINER: DurableObjectNamespace<Drainer> }

/** Wakes the drainer that the path names. */
export default {
  async fetch(request, env) {
    await env.DRAINER.getByName(new URL(request.url).pathname.slice(1)).wake()
    return new Response()
  },
} satisfies ExportedHandler<Bindings>
