import type { ErrorCode } from '#schema/wire/error-codes.ts'
import type { ServerEvent } from '#schema/wire/server/frame.ts'
import type { SentinelError } from '../sentinel-error.ts'
import type { ConnectionState } from './connection-state.ts'
import { describeEnd } from './describe-end.ts'
import type { UnknownLogEvent } from './parse-server-frame.ts'
import { RetrySchedule } from './retry-schedule.ts'
import { type SessionEnd, type SessionOptions, SocketSession } from './socket-session.ts'

export type ReconnectorOptions = Omit<SessionOptions, 'onEvents' | 'onEnd'> & {
  onEvent(event: ServerEvent | UnknownLogEvent): void
  /** An operation is in flight: a change of sockets waits for its answer. */
  isBusy(): boolean
  /** What was under way on the socket is lost; another one follows. */
  onLost(): void
  onState(state: Extract<ConnectionState, { kind: 'connecting' | 'waiting' }>): void
  /** Nothing follows: coming back by itself makes no sense. */
  onRefused(end: { code: number | null; error: ErrorCode }): void
}

/** How long an operation in flight may hold up the change to a new socket, each time. */
const SETTLE_MS = 1_000

/** One socket after the other for as long as they are wanted: it owns the present one, and knows when the next may begin. */
export class Reconnector {
  readonly #options: ReconnectorOptions
  readonly #retry: RetrySchedule
  #session: SocketSession | null = null
  /** `open`: the room has answered the present session's hello. */
  #phase: 'still' | 'connecting' | 'open' | 'waiting' = 'still'
  #stopOnline = () => {}

  constructor(options: ReconnectorOptions) {
    this.#options = options
    this.#retry = new RetrySchedule(options.platform)
  }

  get session(): SocketSession | null {
    return this.#session
  }

  /** Forgets earlier failures. Nothing is tried before `begin`. */
  reset(): void {
    this.#retry.reset()
    this.#stopOnline = this.#options.platform.onOnline(() => this.#hurry())
  }

  begin(): void {
    const retryAt = this.#retry.begin(() => this.#start())
    if (retryAt !== null) this.#wait(retryAt)
  }

  /** The room has answered: the session counts as one that worked. */
  opened(): void {
    this.#retry.opened()
    this.#phase = 'open'
  }

  /** Leaves the socket for a new one at a random moment within `withinMs`. */
  advise(withinMs: number): void {
    this.#retry.advise(withinMs, () => this.#moveOn())
  }

  /** Gives the socket up and comes back with a new one. */
  drop(): void {
    this.#session?.end(3001)
    this.#handleEnd({ kind: 'closed', code: 1006, reason: '' })
  }

  /** The room refused the session. */
  refuse(error: SentinelError): void {
    this.#session?.end()
    this.#handleEnd({ kind: 'refused', error })
  }

  end(): void {
    this.#session?.end()
    this.#stop()
  }

  #stop(): void {
    this.#session = null
    this.#phase = 'still'
    this.#retry.cancel()
    this.#stopOnline()
  }

  #start(): void {
    this.#retry.started()
    this.#phase = 'connecting'
    const { onState, onEvent, ...options } = this.#options
    onState({ kind: 'connecting', attempt: this.#retry.attempt })
    const session: SocketSession = new SocketSession({
      ...options,
      onEvents: (events) => {
        for (const event of events) if (this.#session === session) onEvent(event)
      },
      onEnd: (end) => {
        if (this.#session === session) this.#handleEnd(end)
      },
    })
    this.#session = session
  }

  #wait(retryAt: number): void {
    this.#phase = 'waiting'
    this.#options.onState({ kind: 'waiting', attempt: this.#retry.attempt, retryAt })
  }

  /** At once and between two frames; what comes meanwhile is replayed. */
  #moveOn(): void {
    if (this.#phase !== 'open') return
    if (this.#options.isBusy()) {
      this.advise(SETTLE_MS)
      return
    }
    this.#session?.end()
    this.#session = null
    this.#options.onLost()
    this.#start()
  }

  #handleEnd(end: SessionEnd): void {
    const verdict = describeEnd(end)
    if (!verdict.comeBack) {
      this.#stop()
      this.#options.onRefused({ code: verdict.code, error: verdict.error })
      return
    }
    this.#session = null
    this.#options.onLost()
    this.#wait(this.#retry.plan(verdict.minimumDelayMs, () => this.#start()))
  }

  #hurry(): void {
    if (this.#phase === 'waiting') this.#retry.hurry(() => this.#start())
    else this.#session?.probe()
  }
}
