import type { Drainer } from '#durable-objects/drainer/drainer.ts'
import type { Inbox } from '#durable-objects/inbox/inbox.ts'
import { handleScheduled } from './cron/handle-scheduled.ts'
import { createGateway } from './gateway/app.ts'
import type { Bindings } from './gateway/bindings.ts'

export { Drainer } from '#durable-objects/drainer/drainer.ts'
export { Inbox } from '#durable-objects/inbox/inbox.ts'
export { Relay } from '#durable-objects/relay/relay.ts'
export { Room } from '#durable-objects/room/room.ts'

type WorkerBindings = Bindings & {
  DRAINER: DurableObjectNamespace<Drainer>
  INBOX: DurableObjectNamespace<Inbox>
}

const gateway = createGateway()

export default {
  fetch: (request, bindings, context) => gateway.fetch(request, bindings, context),
  scheduled: (_controller, bindings) => handleScheduled(bindings),
} satisfies ExportedHandler<WorkerBindings>
