import type { LogOperation } from '#schema/wire/client/frame.ts'
import { MAX_EVENTS_PER_FRAME } from '#schema/wire/limits.ts'
import type { Ack } from '#schema/wire/server/ack.ts'
import type { ErrorEvent } from '#schema/wire/server/error.ts'
import type { Platform } from '../platform.ts'
import type { SentinelError } from '../sentinel-error.ts'
import { type RoomClock, timestampOf } from './clock.ts'
import { computeDelay } from './compute-delay.ts'
import { errorOfEvent } from './error-of-event.ts'
import { OperationQueue, type PendingOperation } from './operation-queue.ts'

export type SenderOptions = {
  platform: Pick<Platform, 'schedule' | 'random' | 'mintId'>
  clock: RoomClock
  answerTimeoutMs: number
  onAck(operation: LogOperation, ack: Ack): void
  onRefused(operation: LogOperation, error: SentinelError): void
  /** What is pending changed. */
  onChange(): void
  /** This socket is of no more use: the frame stays unanswered, or the room doesn't know the socket. */
  onStalled(): void
}

type Setback = { code: ErrorEvent['code']; retryAfterMs: number | undefined }

const RETRY = { firstMs: 250, capMs: 10_000 }
/** The room's tolerance, and how far beyond it a late copy on an older socket can't matter any more. */
const ROOM_SKEW_MS = 60_000
const LATE_COPY_MS = 120_000
/** What a whole frame of operations is refused for. */
const FRAME_ERRORS: ReadonlySet<string> = new Set(['malformed', 'too_large', 'internal', 'unavailable'])

const SOCKET_LOST_ITS_HELLO: ReadonlySet<string> = new Set(['hello_required', 'unauthenticated'])

/** Says the queue's operations to whatever socket is open, one frame at a time, and acts on the answers. */
export class OperationSender {
  readonly queue = new OperationQueue()
  readonly #options: SenderOptions
  #write: ((frame: string) => void) | null = null
  #cancelPause: (() => void) | null = null
  #cancelAnswerTimeout = () => {}
  #isPumpQueued = false
  #setback: Setback | null = null
  #setbacks = 0
  #accepted = 0
  #maxOperations = MAX_EVENTS_PER_FRAME

  constructor(options: SenderOptions) {
    this.#options = options
  }

  submit(operation: LogOperation): PendingOperation {
    const pending = this.queue.add(operation)
    this.#options.onChange()
    this.#pumpSoon()
    return pending
  }

  opened(write: (frame: string) => void): void {
    this.#write = write
    this.#remintNeverSent()
    this.#pump()
  }

  closed(): void {
    this.#write = null
    this.#cancelPause?.()
    this.#cancelPause = null
    this.#cancelAnswerTimeout()
    this.#setback = null
    this.#accepted = 0
    this.queue.release()
  }

  /** @returns whether the id was pending */
  acknowledge(ack: Ack): boolean {
    const operation = this.queue.acknowledge(ack)
    if (!operation) return false
    this.#accepted += 1
    this.#options.onAck(operation, ack)
    this.#options.onChange()
    this.#advance()
    return true
  }

  /** @returns whether the error answered something pending */
  handleError(event: ErrorEvent): boolean {
    if (event.id === undefined ? !this.#answersFrame(event) : !this.queue.get(event.id)) return false
    if (SOCKET_LOST_ITS_HELLO.has(event.code)) {
      this.#options.onStalled()
      return true
    }
    if (event.id === undefined) this.#handleFrameError(event)
    else this.#handleOperationError(event, event.id)
    this.#advance()
    return true
  }

  /** Signals are refused without an id too: only what a frame of operations as a whole is refused for answers one. */
  #answersFrame({ code }: ErrorEvent): boolean {
    return this.queue.isInFlight && (FRAME_ERRORS.has(code) || SOCKET_LOST_ITS_HELLO.has(code))
  }

  #handleOperationError(event: ErrorEvent, id: string): void {
    if (event.code === 'clock_ahead') this.#handleClockAhead(id)
    else if (event.retryable) this.#postpone([id], event)
    else this.#refuse(id, event)
  }

  /** The room took nothing of the frame. What is refused for good is found by saying the operations one by one. */
  #handleFrameError(event: ErrorEvent): void {
    const ids = this.queue.inFlightIds()
    const [first] = ids
    if (event.retryable) this.#postpone(ids, event)
    else if (ids.length === 1 && first !== undefined) this.#refuse(first, event)
    else {
      this.#postpone(ids, { ...event, retryAfterMs: 0 })
      this.#maxOperations = 1
    }
  }

  /**
   * The room holds nothing under this id, so it may get a new one, except that a copy written to an older socket could
   * still arrive while the room's clock passes the id: then the old id waits for that moment.
   */
  #handleClockAhead(id: string): void {
    const { clock, platform } = this.#options
    const aheadMs = Math.max(0, timestampOf(id) - clock.now() - ROOM_SKEW_MS)
    const mayArriveLate = this.queue.timesWritten(id) > 1 && aheadMs < LATE_COPY_MS
    this.#postpone([id], {
      code: 'clock_ahead',
      retryAfterMs: mayArriveLate ? aheadMs : this.#setbacks === 0 ? 0 : undefined,
    })
    if (!mayArriveLate) this.queue.remint(id, platform.mintId(clock.now()))
    this.#options.onChange()
  }

  #remintNeverSent(): void {
    const { clock, platform } = this.#options
    const now = clock.now()
    let hasChanged = false
    for (const { id } of this.queue.operations) {
      if (this.queue.timesWritten(id) > 0 || timestampOf(id) <= now) continue
      this.queue.remint(id, platform.mintId(now))
      hasChanged = true
    }
    if (hasChanged) this.#options.onChange()
  }

  #postpone(ids: readonly string[], { code, retryAfterMs }: Setback | ErrorEvent): void {
    for (const id of ids) this.queue.postpone(id)
    this.#setback ??= { code, retryAfterMs }
  }

  #refuse(id: string, event: ErrorEvent): void {
    const error = errorOfEvent({ ...event, id })
    const operation = this.queue.refuse(id, error)
    if (!operation) return
    this.#options.onRefused(operation, error)
    this.#options.onChange()
  }

  /** Goes on once the whole frame is answered: after a pause where the room asked for one. */
  #advance(): void {
    if (this.queue.isInFlight) return
    this.#cancelAnswerTimeout()
    const setback = this.#setback
    const accepted = this.#accepted
    this.#setback = null
    this.#accepted = 0
    if (!setback) {
      this.#setbacks = 0
      this.#maxOperations = Math.min(MAX_EVENTS_PER_FRAME, this.#maxOperations * 2)
      this.#pumpSoon()
      return
    }
    if (setback.code === 'rate_limited') this.#maxOperations = Math.max(1, accepted)
    const { platform } = this.#options
    const delayMs = setback.retryAfterMs ?? computeDelay(RETRY, this.#setbacks, platform.random())
    this.#setbacks += 1
    this.#cancelPause?.()
    this.#cancelPause = platform.schedule(delayMs, () => {
      this.#cancelPause = null
      this.#pump()
    })
  }

  /** Operations made in one go share a frame. */
  #pumpSoon(): void {
    if (this.#isPumpQueued) return
    this.#isPumpQueued = true
    queueMicrotask(() => {
      this.#isPumpQueued = false
      this.#pump()
    })
  }

  #pump(): void {
    if (!this.#write || this.#cancelPause) return
    const frame = this.queue.takeFrame(this.#maxOperations)
    if (frame === null) return
    this.#cancelAnswerTimeout = this.#options.platform.schedule(this.#options.answerTimeoutMs, () =>
      this.#options.onStalled(),
    )
    this.#write(frame)
  }
}
