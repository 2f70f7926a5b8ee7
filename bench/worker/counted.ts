import { Drainer } from '#durable-objects/drainer/drainer.ts'
import { Inbox } from '#durable-objects/inbox/inbox.ts'
import { Room } from '#durable-objects/room/room.ts'

/** What the platform bills objects for. */
export const counts = { requests: 0, webSocketMessages: 0, rowsRead: 0, rowsWritten: 0, gigabyteSeconds: 0 }

const BILLED_GIGABYTES = 0.128
/** What an event began goes on after it, the flush of a message for one: longer than that takes. */
const LINGER_MS = 20
const runs = new Map<object, { running: number; since: number }>()

/** Time counts while anything of an object runs or waits; requests that overlap share it. */
async function meter<T>(object: object, work: () => T | Promise<T>): Promise<T> {
  const run = runs.get(object) ?? { running: 0, since: 0 }
  runs.set(object, run)
  if (run.running === 0) run.since = Date.now()
  run.running += 1
  try {
    return await work()
  } finally {
    await new Promise((resolve) => setTimeout(resolve, LINGER_MS))
    run.running -= 1
    if (run.running === 0) counts.gigabyteSeconds += ((Date.now() - run.since) / 1000) * BILLED_GIGABYTES
  }
}

function countRows({ storage }: DurableObjectState): void {
  const { sql } = storage
  const exec = sql.exec.bind(sql)
  Object.defineProperty(sql, 'exec', {
    value: (query: string, ...bindings: unknown[]) => {
      const cursor = exec(query, ...bindings)
      // The platform knows the rows once they were read.
      const rows = cursor.toArray()
      counts.rowsRead += cursor.rowsRead
      counts.rowsWritten += cursor.rowsWritten
      return { toArray: () => rows }
    },
  })
  const put = storage.kv.put.bind(storage.kv)
  Object.defineProperty(storage.kv, 'put', {
    value: (key: string, value: unknown) => {
      counts.rowsWritten += 1
      put(key, value)
    },
  })
  const setAlarm = storage.setAlarm.bind(storage)
  Object.defineProperty(storage, 'setAlarm', {
    value: (at: number | Date) => {
      counts.rowsWritten += 1
      return setAlarm(at)
    },
  })
}

export class CountedRoom extends Room {
  constructor(context: DurableObjectState, bindings: ConstructorParameters<typeof Room>[1]) {
    countRows(context)
    super(context, bindings)
  }

  override fetch(request: Request): Promise<Response> {
    counts.requests += 1
    return meter(this, () => super.fetch(request))
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    counts.webSocketMessages += 1
    void meter(this, () => super.webSocketMessage(socket, message))
  }

  override alarm(): Promise<void> {
    counts.requests += 1
    return meter(this, () => super.alarm())
  }
}

export class CountedDrainer extends Drainer {
  constructor(context: DurableObjectState, bindings: ConstructorParameters<typeof Drainer>[1]) {
    countRows(context)
    super(context, bindings)
  }

  override wake(): Promise<void> {
    counts.requests += 1
    return meter(this, () => super.wake())
  }

  override alarm(): Promise<void> {
    counts.requests += 1
    return meter(this, () => super.alarm())
  }
}

export class CountedInbox extends Inbox {
  constructor(context: DurableObjectState, bindings: ConstructorParameters<typeof Inbox>[1]) {
    countRows(context)
    super(context, bindings)
  }

  override enter(roomId: string) {
    counts.requests += 1
    return meter(this, () => super.enter(roomId))
  }
}
