import { CLOSE } from '#schema/wire/close-codes.ts'
import type { Broadcast } from './broadcast.ts'
import type { Session } from './session.ts'

/** The sockets of the room. */
export class Sessions {
  readonly #all = new Set<Session>()
  readonly #perUser = new Map<string, number>()

  get size(): number {
    return this.#all.size
  }

  [Symbol.iterator](): IterableIterator<Session> {
    return this.#all.values()
  }

  countOf(userId: string): number {
    return this.#perUser.get(userId) ?? 0
  }

  add(session: Session): void {
    this.#all.add(session)
    this.#perUser.set(session.actor.userId, this.countOf(session.actor.userId) + 1)
  }

  remove(session: Session): void {
    session.phase = 'closed'
    if (!this.#all.delete(session)) return
    const left = this.countOf(session.actor.userId) - 1
    if (left > 0) this.#perUser.set(session.actor.userId, left)
    else this.#perUser.delete(session.actor.userId)
  }

  send(session: Session, text: string): void {
    if (session.phase === 'closed') return
    try {
      session.socket.send(text)
    } catch {
      this.remove(session)
    }
  }

  close(session: Session, code: number, reason: string): void {
    if (session.phase === 'closed') return
    this.remove(session)
    try {
      session.socket.close(code, reason)
    } catch {
      // The peer was faster.
    }
  }

  closeWhere(matches: (session: Session) => boolean, code: number, reason: string): void {
    for (const session of [...this.#all]) if (matches(session)) this.close(session, code, reason)
  }

  /** One frame of live events to every socket that has the room in front. */
  announce(json: string): void {
    for (const session of this.#all) if (session.phase === 'live') this.send(session, json)
  }

  /** One frame to every live socket: the same string for all, `acks` in front for those who asked. */
  broadcast({ json, acks }: Broadcast, now: number): void {
    for (const session of this.#all) {
      if (session.sessionExpiresAt <= now) {
        this.close(session, CLOSE.sessionExpired, 'session expired')
        continue
      }
      const ack = acks.size === 0 ? undefined : acks.get(session)
      if (session.phase === 'live') this.send(session, ack === undefined ? json : `[${ack},${json.slice(1)}`)
      else if (ack !== undefined) this.send(session, `[${ack}]`)
    }
  }
}
