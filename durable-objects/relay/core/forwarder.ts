import { describeSession, type Session } from '#durable-objects/sockets/session.ts'
import type { Sessions } from '#durable-objects/sockets/sessions.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { ForwardedAnswer, ForwardedFrame } from '../contract.ts'
import type { RelayDependencies } from './dependencies.ts'
import { COME_BACK_MS, MAX_FRAMES_UNDER_WAY } from './limits.ts'
import type { RelayedLog } from './relayed-log.ts'
import { replay } from './replay.ts'

type Parts = { deps: RelayDependencies; sessions: Sessions; log: RelayedLog }
type Connection = { id: string; session: Session; underWay: number }

const comeBack = `retry_after_ms=${COME_BACK_MS}`

/** Takes what clients say to the room and what it answers back to them. A client whose frame got lost must come anew. */
export class Forwarder {
  readonly #parts: Parts
  readonly #connections = new Map<Session, Connection>()
  readonly #byId = new Map<string, Connection>()
  #batch: ForwardedFrame[] = []

  constructor(parts: Parts) {
    this.#parts = parts
  }

  forward(session: Session, frame: string | ArrayBuffer): void {
    const connection = this.#connect(session)
    if (connection.underWay >= MAX_FRAMES_UNDER_WAY) {
      this.#parts.sessions.close(session, CLOSE.flooding, comeBack)
      return
    }
    connection.underWay += 1
    this.#batch.push({ connectionId: connection.id, attachment: describe(session), frame })
    if (this.#batch.length === 1) queueMicrotask(() => void this.#send())
  }

  forget(session: Session): void {
    const connection = this.#connections.get(session)
    if (!connection) return
    this.#connections.delete(session)
    this.#byId.delete(connection.id)
  }

  #connect(session: Session): Connection {
    const known = this.#connections.get(session)
    if (known) return known
    const connection = { id: crypto.randomUUID(), session, underWay: 0 }
    this.#connections.set(session, connection)
    this.#byId.set(connection.id, connection)
    return connection
  }

  async #send(): Promise<void> {
    const frames = this.#batch
    this.#batch = []
    const { deps, sessions } = this.#parts
    try {
      for (const answer of await deps.room.forward(frames)) this.#apply(answer)
    } catch {
      deps.log('warn', 'relay.not_forwarded', { frames: frames.length })
      for (const { connectionId } of frames) {
        const session = this.#byId.get(connectionId)?.session
        if (session) sessions.close(session, CLOSE.restarting, comeBack)
      }
    }
  }

  #apply({ connectionId, sends, attachment, replayAfter, head, close }: ForwardedAnswer): void {
    const connection = this.#byId.get(connectionId)
    if (!connection) return
    const { sessions, log, deps } = this.#parts
    const { session } = connection
    connection.underWay -= 1
    log.begin(head)
    for (const text of sends) sessions.send(session, text)
    if (close) {
      sessions.close(session, close.code, close.reason)
      return
    }
    if (attachment) {
      session.revision = attachment.revision
      session.presence = attachment.presence
      if (attachment.phase !== 'admitted') sessions.enter(session, attachment.phase)
    }
    if (replayAfter !== null) {
      void replay({ deps, sessions, log }, session, { afterSeq: replayAfter, headSeq: head.seq })
    }
  }
}

const describe = (session: Session): ForwardedFrame['attachment'] => {
  const described = describeSession(session)
  if (!described) throw new Error('the socket is closed')
  return described
}
