import { DurableObject } from 'cloudflare:workers'
import type { RecordedChange } from '#domain/standing/standing-change.ts'
import { writeLog } from '#durable-objects/sockets/write-log.ts'
import { withDeadline } from '#services/connections/with-deadline.ts'
import type { InboxRpc, RoomForInbox } from './contract.ts'
import { InboxCore } from './core/inbox-core.ts'
import { createInboxStorage } from './create-inbox-storage.ts'

type InboxBindings = { ROOM: DurableObjectNamespace<RoomForInbox & Rpc.DurableObjectBranded> }

const TELL_TIMEOUT_MS = 5_000
const NAME = 'name'

/** One person's inbox: the shell between the platform and `InboxCore`. */
export class Inbox extends DurableObject<InboxBindings> implements InboxRpc {
  readonly #core: InboxCore

  constructor(context: DurableObjectState, bindings: InboxBindings) {
    super(context, bindings)
    const { storage } = context
    const userId = this.#knowUserId()
    this.#core = new InboxCore({
      storage: createInboxStorage(
        (query, ...values) => storage.sql.exec(query, ...values).toArray(),
        (act) => storage.transactionSync(act),
      ),
      now: () => Date.now(),
      random: () => Math.random(),
      setAlarm: (atMs) => void storage.setAlarm(atMs),
      tellRoom: (roomId, changes) =>
        withDeadline(bindings.ROOM.getByName(roomId).applyStanding(userId, changes), TELL_TIMEOUT_MS),
      log: (level, event, fields) => writeLog(level, event, fields),
    })
  }

  enter(roomId: string) {
    return this.#core.enter(roomId)
  }

  apply(changes: readonly RecordedChange[]) {
    return this.#core.apply(changes)
  }

  override alarm(): Promise<void> {
    return this.#core.runAlarm()
  }

  /** An alarm may wake an object without its name. */
  #knowUserId(): string {
    const { storage, id } = this.ctx
    const kept = storage.kv.get(NAME)
    if (typeof kept === 'string') return kept
    if (id.name === undefined) throw new Error('An inbox is addressed by the id of its person.')
    storage.kv.put(NAME, id.name)
    return id.name
  }
}
