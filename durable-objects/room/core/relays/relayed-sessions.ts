import {
  type Attachment,
  attachment,
  createSession,
  type HeldSocket,
  type Session,
} from '#durable-objects/sockets/session.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { ForwardedAnswer, ForwardedFrame } from '../../../relay/contract.ts'
import { handleFrame } from '../handle-frame.ts'
import type { OpenRoom } from '../open-room.ts'

const MAX_KEPT = 20_000

/** Collects what the room says to a socket that a relay holds. */
class RelayedSocket implements HeldSocket {
  sends: string[] = []
  attachment: Attachment | null = null
  replayAfter: number | null = null
  closed: { code: number; reason: string } | null = null

  send(text: string): void {
    this.sends.push(text)
  }

  close(code: number, reason: string): void {
    this.closed ??= { code, reason }
  }

  serializeAttachment(kept: unknown): void {
    this.attachment = attachment.parse(kept)
  }

  drain(connectionId: string, head: Position): ForwardedAnswer {
    const { sends, replayAfter, closed } = this
    const answer = { connectionId, sends, attachment: this.attachment, replayAfter, head, close: closed }
    this.sends = []
    this.attachment = null
    this.replayAfter = null
    return answer
  }
}

type Relayed = { session: Session; socket: RelayedSocket }

/** Clients whose sockets relays hold, as the room sees them while it is awake. */
export class RelayedSessions {
  readonly #known = new Map<string, Relayed>()

  /** Resolves when each operation of the frame was answered, so that who asked never waits for a room that was killed. */
  async forward(
    room: OpenRoom,
    { connectionId, attachment: kept, frame }: ForwardedFrame,
  ): Promise<ForwardedAnswer> {
    const { session, socket } = this.#find(connectionId, kept)
    handleFrame(room, session, frame)
    const { head } = room.log
    if (session.unanswered > 0 && session.phase !== 'closed') {
      await new Promise<void>((resolve) => {
        const before = session.onAnswered
        session.onAnswered = () => {
          before?.()
          resolve()
        }
      })
    }
    if (session.unanswered === 0) session.onAnswered = null
    if (session.phase === 'closed') this.#known.delete(connectionId)
    return socket.drain(connectionId, head)
  }

  #find(connectionId: string, kept: Attachment): Relayed {
    const known = this.#known.get(connectionId)
    if (known && known.session.actor.userId === kept.userId) {
      // The relay moves a client on by itself, from replaying to live.
      if (known.session.phase !== 'closed') known.session.phase = kept.phase
      return known
    }
    const socket = new RelayedSocket()
    const session = createSession(socket, kept)
    session.replayElsewhere = (afterSeq) => {
      socket.replayAfter = afterSeq
      session.phase = 'replaying'
      session.socket.serializeAttachment({
        ...kept,
        revision: session.revision,
        presence: session.presence,
        phase: 'replaying',
      })
    }
    const relayed = { session, socket }
    if (this.#known.size >= MAX_KEPT) this.#forgetOldest()
    this.#known.set(connectionId, relayed)
    return relayed
  }

  #forgetOldest(): void {
    for (const [connectionId, { session }] of this.#known) {
      if (session.unanswered > 0) continue
      this.#known.delete(connectionId)
      return
    }
  }
}
