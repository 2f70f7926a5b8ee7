import { Coalescer } from '#durable-objects/sockets/coalescer.ts'
import { Heads } from '#durable-objects/sockets/heads.ts'
import { attachment, createSession, type HeldSocket, type Session } from '#durable-objects/sockets/session.ts'
import { Sessions } from '#durable-objects/sockets/sessions.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { ASSIGNMENT_LIFE_MS, type Delivery, type RelayAdmission, type RelayReport } from '../contract.ts'
import { computeReport } from './compute-report.ts'
import type { RelayDependencies } from './dependencies.ts'
import { Forwarder } from './forwarder.ts'
import { COME_BACK_MS, HELLO_TIMEOUT_MS, REPORT_INTERVAL_MS } from './limits.ts'
import { RelayedLog } from './relayed-log.ts'

/**
 * Holds sockets of a room that is too large for one object. It decides nothing: what its clients say goes to the room, what
 * the room tells goes to its clients, in order and without a gap.
 */
export class RelayCore {
  readonly #deps: RelayDependencies
  readonly #sessions: Sessions
  readonly #log: RelayedLog
  readonly #forwarder: Forwarder
  readonly #reports: Coalescer
  #armedAt: number | null = null
  /** When each assignment came, for as long as the room may wait for it. */
  readonly #arrivals = new Map<string, number>()

  constructor(deps: RelayDependencies) {
    this.#deps = deps
    this.#sessions = new Sessions(deps)
    const heads = new Heads(this.#sessions, deps)
    this.#log = new RelayedLog({ deps, sessions: this.#sessions, heads })
    this.#forwarder = new Forwarder({ deps, sessions: this.#sessions, log: this.#log })
    this.#reports = new Coalescer(
      deps,
      () => REPORT_INTERVAL_MS,
      () => void this.#report(),
    )
    this.#sessions.onRemoved = (session) => {
      this.#forwarder.forget(session)
      this.#reports.request(deps.now() + REPORT_INTERVAL_MS)
    }
  }

  /** A socket that outlived a hibernation; null where it can't go on, then it is closed. */
  restoreSocket(socket: HeldSocket, kept: unknown): Session | null {
    const parsed = attachment.safeParse(kept)
    if (parsed.success && parsed.data.phase !== 'replaying') {
      const session = createSession(socket, parsed.data)
      this.#sessions.add(session)
      if (session.phase === 'admitted') this.#arm(session.admittedAt + HELLO_TIMEOUT_MS)
      return session
    }
    socket.close(CLOSE.restarting, `retry_after_ms=${COME_BACK_MS}`)
    return null
  }

  /** The room has admitted it. */
  addSocket(
    socket: HeldSocket,
    { attachment: admitted, assignment }: Pick<RelayAdmission, 'attachment' | 'assignment'>,
  ): Session {
    this.#arrivals.set(assignment, this.#deps.now())
    const session = createSession(socket, admitted)
    socket.serializeAttachment(admitted)
    this.#sessions.add(session)
    this.#arm(this.#deps.now() + HELLO_TIMEOUT_MS)
    this.#reports.request(this.#deps.now() + REPORT_INTERVAL_MS)
    return session
  }

  removeSocket(session: Session): void {
    this.#sessions.remove(session)
  }

  handleFrame(session: Session, frame: string | ArrayBuffer): void {
    if (session.phase === 'closed') return
    if (session.sessionExpiresAt <= this.#deps.now()) {
      this.#sessions.close(session, CLOSE.sessionExpired, 'session expired')
      return
    }
    session.heardAt = this.#deps.now()
    this.#forwarder.forward(session, frame)
  }

  async deliver(delivery: Delivery): Promise<RelayReport> {
    await this.#log.deliver(delivery)
    // The platform writes to the sockets after this step. Who answers before it is through is given more than it can carry.
    await this.#deps.pause(0)
    return this.#describe()
  }

  /** There is one alarm: a later time never takes an earlier one's place. */
  #arm(atMs: number): void {
    if (this.#armedAt !== null && this.#armedAt <= atMs) return
    this.#armedAt = atMs
    this.#deps.setAlarm(atMs)
  }

  runAlarm(): void {
    const now = this.#deps.now()
    this.#armedAt = null
    const silent = (session: Session) => session.phase === 'admitted'
    const isLate = (session: Session) => silent(session) && now - session.admittedAt >= HELLO_TIMEOUT_MS
    this.#sessions.closeWhere(isLate, CLOSE.idle, 'no hello in time')
    const waiting = [...this.#sessions].filter(silent).map(({ admittedAt }) => admittedAt)
    if (waiting.length > 0) this.#arm(Math.max(Math.min(...waiting) + HELLO_TIMEOUT_MS, now + 1_000))
  }

  #describe(): RelayReport {
    const since = this.#deps.now() - ASSIGNMENT_LIFE_MS
    for (const [assignment, at] of this.#arrivals) if (at < since) this.#arrivals.delete(assignment)
    return { ...computeReport(this.#sessions), arrivals: [...this.#arrivals.keys()] }
  }

  async #report(): Promise<void> {
    await this.#deps.room.report(this.#describe()).catch(() => {
      this.#deps.log('warn', 'relay.not_reported')
    })
  }
}
