import { currentRole } from '#domain/standing/standing.ts'
import { type Ending, judgeSocket } from '#durable-objects/sockets/judge-socket.ts'
import {
  type Attachment,
  attachment,
  createSession,
  type HeldSocket,
  type Session,
} from '#durable-objects/sockets/session.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { ForwardedAnswer, ForwardedFrame } from '../../../relay/contract.ts'
import { handleFrame } from '../handle-frame.ts'
import { COME_BACK_MS } from '../limits.ts'
import { findObjection, type OpenRoom } from '../open-room.ts'

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

/** Who was admitted before something changed and speaks only after it. */
function findEnding(room: OpenRoom, kept: Attachment): Ending | null {
  const standing = room.standings.find(kept.userId)
  const ending = standing && judgeSocket(standing, kept, room.deps.now())
  if (ending) return ending
  if (standing && currentRole(standing, kept) !== kept.role)
    return { code: CLOSE.restarting, reason: `retry_after_ms=${COME_BACK_MS}` }
  return findObjection(room, kept, 'room.read')
    ? { code: CLOSE.membershipEnded, reason: 'not a member of the room' }
    : null
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
    const { head } = room.log
    const ending = this.#isKnown(connectionId, kept) ? null : findEnding(room, kept)
    if (ending) return { connectionId, sends: [], attachment: null, replayAfter: null, head, close: ending }
    const { session, socket } = this.#find(connectionId, kept)
    handleFrame(room, session, frame)
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
    return socket.drain(connectionId, room.log.head)
  }

  /** Of one person, as far as they have said anything since the room woke. */
  listOf(userId: string): Session[] {
    return [...this.#known.values()]
      .map(({ session }) => session)
      .filter(({ actor }) => actor.userId === userId)
  }

  #isKnown(connectionId: string, { userId }: Attachment): boolean {
    return this.#known.get(connectionId)?.session.actor.userId === userId
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
