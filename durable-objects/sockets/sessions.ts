import { CLOSE } from '#schema/wire/close-codes.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { Broadcast } from './broadcast.ts'
import { COMPLETE_REVISION } from './downgrade.ts'
import { type HeldSocket, keepSession, type Session } from './session.ts'

/** A socket this near to its end is told to come anew. */
const RECONNECT_ADVICE_MS = 60_000
/** UTF-16 code units: what lies unread costs memory, and the platform tells nobody how much does. */
const MAX_UNHEARD_CHARACTERS = 1024 * 1024
const MAX_SILENCE_MS = 90_000
const SILENCE_CHECK_INTERVAL_MS = 10_000

/** The sockets that are held here. */
export class Sessions {
  readonly #all = new Set<Session>()
  readonly #live = new Set<Session>()
  readonly #background = new Set<Session>()
  readonly #perUser = new Map<string, number>()
  readonly #heartbeatAt: (socket: HeldSocket) => number | null
  readonly #now: () => number
  #outdated = 0
  #silenceCheckAt = 0
  /** Told of each session that has ended. */
  onRemoved: (session: Session) => void = () => {}

  /** `heartbeatAt`: when the platform last answered a heartbeat of the socket by itself. */
  constructor({
    heartbeatAt,
    now,
  }: { heartbeatAt: (socket: HeldSocket) => number | null; now: () => number }) {
    this.#heartbeatAt = heartbeatAt
    this.#now = now
  }

  get size(): number {
    return this.#all.size
  }

  /** Someone follows with a client of revision 1. */
  get hasOutdated(): boolean {
    return this.#outdated > 0
  }

  get hasBackground(): boolean {
    return this.#background.size > 0
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
    this.#place(session)
  }

  /** Moves the session to another phase, or keeps what else has changed of it. */
  enter(session: Session, phase: 'replaying' | 'live' | 'background'): void {
    this.#displace(session)
    session.phase = phase
    this.#place(session)
    keepSession(session)
  }

  remove(session: Session): void {
    this.#displace(session)
    session.phase = 'closed'
    if (!this.#all.delete(session)) return
    const left = this.countOf(session.actor.userId) - 1
    if (left > 0) this.#perUser.set(session.actor.userId, left)
    else this.#perUser.delete(session.actor.userId)
    this.onRemoved(session)
  }

  send(session: Session, text: string): void {
    if (session.phase === 'closed') return
    // Whatever it is: who has come to the end of the session is told nothing more.
    if (session.sessionExpiresAt <= this.#now()) {
      this.close(session, CLOSE.sessionExpired, 'session expired')
      return
    }
    session.unheard.characters += text.length
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

  /** One frame of live events to everyone who has the room in front. */
  announce(json: string): void {
    for (const session of this.#live) if (session.revision >= COMPLETE_REVISION) this.send(session, json)
  }

  /** One frame to every live socket: the same string for all, acknowledgements in front for those who asked. */
  broadcast({ json, jsonForRevision1, acks, mentions }: Broadcast, now: number): void {
    if (now >= this.#silenceCheckAt) this.#closeSilent(now)
    for (const session of this.#live) {
      if (session.sessionExpiresAt - RECONNECT_ADVICE_MS <= now && this.#retire(session, now)) continue
      const ack = acks.size === 0 ? undefined : acks.get(session)
      const frame = session.revision < COMPLETE_REVISION ? jsonForRevision1() : json
      this.send(session, ack === undefined ? frame : `[${ack},${frame.slice(1)}`)
    }
    for (const [session, ack] of acks) if (!this.#live.has(session)) this.send(session, `[${ack}]`)
    if (mentions.length === 0 || this.#background.size === 0) return
    for (const session of this.#background) {
      for (const { userIds, json: message } of mentions) {
        if (userIds.includes(session.actor.userId)) {
          this.send(session, `[{"type":"mention","message":${message}}]`)
        }
      }
    }
  }

  announceHead(head: Position, now: number): void {
    const json = JSON.stringify([{ type: 'head', head }])
    for (const session of this.#background) {
      if (session.sessionExpiresAt - RECONNECT_ADVICE_MS <= now && this.#retire(session, now)) continue
      this.send(session, json)
    }
  }

  /** Who is told much and gives no sign of life does not read. */
  #closeSilent(now: number): void {
    this.#silenceCheckAt = now + SILENCE_CHECK_INTERVAL_MS
    for (const session of [...this.#all]) {
      const { unheard } = session
      const heardAt = Math.max(session.heardAt, this.#heartbeatAt(session.socket) ?? 0)
      if (unheard.since === 0) unheard.since = now
      if (heardAt > unheard.since) session.unheard = { since: heardAt, characters: 0 }
      else if (unheard.characters > MAX_UNHEARD_CHARACTERS && now - unheard.since > MAX_SILENCE_MS) {
        this.close(session, CLOSE.idle, 'no sign of life')
      }
    }
  }

  /** Closes who has come to the end of the session; who is near it is told once to come anew. */
  #retire(session: Session, now: number): boolean {
    if (session.sessionExpiresAt <= now) {
      this.close(session, CLOSE.sessionExpired, 'session expired')
      return true
    }
    if (!session.isAdvised && session.revision >= COMPLETE_REVISION) {
      session.isAdvised = true
      const withinMs = session.sessionExpiresAt - now
      this.send(session, JSON.stringify([{ type: 'reconnect', reason: 'age', withinMs }]))
    }
    return false
  }

  #place(session: Session): void {
    if (!this.#all.has(session)) return
    if (session.phase === 'live') this.#live.add(session)
    if (session.phase === 'background') this.#background.add(session)
    if (session.phase === 'live' && session.revision < COMPLETE_REVISION) this.#outdated += 1
  }

  #displace(session: Session): void {
    if (session.phase === 'live' && this.#live.has(session) && session.revision < COMPLETE_REVISION) {
      this.#outdated -= 1
    }
    this.#live.delete(session)
    this.#background.delete(session)
  }
}
