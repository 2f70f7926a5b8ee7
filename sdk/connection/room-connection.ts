import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { PresenceChoice } from '#schema/wire/client/presence.ts'
import type { Ticket } from '#schema/wire/http/tickets.ts'
import type { Position } from '#schema/wire/ids.ts'
import { PROTOCOL_REVISION } from '#schema/wire/protocol-version.ts'
import type { ErrorEvent } from '#schema/wire/server/error.ts'
import type { LiveEvent, ServerEvent } from '#schema/wire/server/frame.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { Welcome } from '#schema/wire/server/welcome.ts'
import { Emitter, type Listener } from '../emitter.ts'
import type { Platform } from '../platform.ts'
import { SentinelError } from '../sentinel-error.ts'
import { ackOfEvent } from './ack-of-event.ts'
import { RoomClock } from './clock.ts'
import type { ConnectionEvents } from './connection-events.ts'
import type { ConnectionState } from './connection-state.ts'
import {
  createDeletion,
  createEdit,
  createPin,
  createReaction,
  createSend,
  type SendOptions,
} from './create-operation.ts'
import { describeEnd } from './describe-end.ts'
import { errorOfEvent } from './error-of-event.ts'
import { PendingKeeper, type PendingStore } from './keep-pending.ts'
import { LiveSignals } from './live-signals.ts'
import { LogCursor } from './log-cursor.ts'
import type { PendingOperation } from './operation-queue.ts'
import { OperationSender } from './operation-sender.ts'
import type { UnknownLogEvent } from './parse-server-frame.ts'
import { RetrySchedule } from './retry-schedule.ts'
import { type SessionEnd, SocketSession } from './socket-session.ts'

export type ConnectOptions = {
  /** The last event the app holds; null: none. Left out: the kept position, or none. */
  position?: Position | null | undefined
  /** What others see of this person, `online` unless told. */
  presence?: PresenceChoice | undefined
  /** Begin in the background: heads and mentions instead of every event. */
  background?: boolean | undefined
  /** Keeps unsent operations beyond the process, for this account only: another one never says them. */
  keep?: { store: PendingStore; accountId: string } | undefined
  heartbeatMs?: number | undefined
  silenceMs?: number | undefined
  answerTimeoutMs?: number | undefined
}

export type RoomConnectionDependencies = {
  platform: Platform
  fetchTicket(signal: AbortSignal): Promise<Ticket>
}

const GAPS_BEFORE_RESYNC = 3
/** How long an operation in flight may hold up the change to a new socket, each time. */
const SETTLE_MS = 1_000

/**
 * One room, over as many sockets as it takes. Operations are said in the order they were made, through disconnects and
 * refusals, and each settles once: acknowledged (durable in the room) or refused for good.
 */
export class RoomConnection {
  readonly roomId: string
  readonly #platform: Platform
  readonly #fetchTicket: (signal: AbortSignal) => Promise<Ticket>
  readonly #options: ConnectOptions
  readonly #emitter = new Emitter<ConnectionEvents>()
  readonly #clock: RoomClock
  readonly #sender: OperationSender
  readonly #cursor: LogCursor
  readonly #keeper: PendingKeeper | null
  readonly #retry: RetrySchedule
  readonly #live: LiveSignals
  #loading: Promise<void> | null = null
  #state: ConnectionState = { kind: 'idle' }
  #session: SocketSession | null = null
  #gaps = 0
  #isChangeQueued = false
  #stopOnline = () => {}

  constructor(
    roomId: string,
    options: ConnectOptions,
    { platform, fetchTicket }: RoomConnectionDependencies,
  ) {
    this.roomId = roomId
    this.#platform = platform
    this.#fetchTicket = fetchTicket
    this.#options = options
    this.#clock = new RoomClock(platform)
    this.#retry = new RetrySchedule(platform)
    this.#live = new LiveSignals(platform, {
      presence: options.presence ?? 'online',
      isBackground: options.background ?? false,
    })
    this.#cursor = new LogCursor(options.position ?? null)
    this.#keeper = options.keep ? this.#createKeeper(options.keep) : null
    this.#sender = new OperationSender({
      platform,
      clock: this.#clock,
      answerTimeoutMs: options.answerTimeoutMs ?? 30_000,
      onAck: (operation, ack) => this.#emitter.emit('ack', { operation, ack }),
      onRefused: (operation, error) => this.#emitter.emit('error', { error, operation }),
      onChange: () => this.#changed(),
      onStalled: () => this.#drop(),
    })
  }

  get state(): ConnectionState {
    return this.#state
  }

  get position(): Position | null {
    return this.#cursor.position
  }

  /** Everything said that is not answered for good, oldest first. */
  get pending(): readonly LogOperation[] {
    return this.#sender.queue.operations
  }

  on<Name extends keyof ConnectionEvents>(
    name: Name,
    listener: Listener<ConnectionEvents[Name]>,
  ): () => void {
    return this.#emitter.on(name, listener)
  }

  /** Connects, and from then on stays connected; a no-op while it does. */
  open(): void {
    if (this.#state.kind !== 'idle' && this.#state.kind !== 'closed') return
    this.#retry.reset()
    this.#stopOnline = this.#platform.onOnline(() => this.#hurry())
    this.#loading ??= this.#keeper && this.#load(this.#keeper)
    if (!this.#loading) this.#begin()
    else void this.#startOnceLoaded(this.#loading)
  }

  /** Disconnects. What is pending stays pending, and is said after the next `open`. */
  close(): void {
    if (this.#state.kind === 'idle' || this.#state.kind === 'closed') return
    this.#session?.end()
    this.#finish({ kind: 'closed', code: 1000, final: false, error: null })
  }

  /** @throws SentinelError `malformed` for a text that no room takes: empty, over 4,000 UTF-16 units, NUL, lone surrogates */
  send(text: string, options: SendOptions = {}): PendingOperation {
    this.#live.forgetTyping()
    return this.#sender.submit(createSend(this.#mintId(), text, options))
  }

  /** Replaces the text of an own message. @throws SentinelError as `send` does */
  edit(target: Position, text: string, mentions?: readonly string[]): PendingOperation {
    return this.#sender.submit(createEdit(this.#mintId(), target, { text, mentions }))
  }

  delete(target: Position): PendingOperation {
    return this.#sender.submit(createDeletion(this.#mintId(), target))
  }

  /** Sets or takes back a reaction of one's own. @throws SentinelError `malformed` where `emoji` is not one emoji */
  react(target: Position, emoji: string, on: boolean): PendingOperation {
    return this.#sender.submit(createReaction(this.#mintId(), target, { emoji, on }))
  }

  pin(target: Position, on: boolean): PendingOperation {
    return this.#sender.submit(createPin(this.#mintId(), target, on))
  }

  /** Call it with each keystroke; it ends by itself, and by a send. */
  setTyping(isOn: boolean): void {
    this.#live.setTyping(isOn)
  }

  setPresence(state: PresenceChoice): void {
    this.#live.setPresence(state)
  }

  /** The person has read up to there, on any device. Said a moment later, and again where it got lost. */
  markRead(position: Position): void {
    this.#live.markRead(position)
  }

  /** In the background only `head` and `mention` come; back in front everything missed is replayed, or `resync` says so. */
  setBackground(isBackground: boolean): void {
    this.#live.setBackground(isBackground, this.#cursor.position)
  }

  #mintId(): string {
    return this.#platform.mintId(this.#clock.now())
  }

  #createKeeper(keep: NonNullable<ConnectOptions['keep']>): PendingKeeper {
    const error = new SentinelError({ code: 'internal', message: 'Unsent messages could not be kept.' })
    return new PendingKeeper({
      ...keep,
      roomId: this.roomId,
      schedule: this.#platform.schedule,
      read: () => ({ position: this.position, operations: [...this.pending] }),
      onFailure: () => this.#emitter.emit('error', { error, operation: null }),
    })
  }

  async #load(keeper: PendingKeeper): Promise<void> {
    const kept = await keeper.load().catch(() => null)
    if (!kept) return
    if (this.#options.position === undefined) this.#cursor.jump(kept.position)
    this.#sender.queue.restore(kept.operations)
    this.#changed()
  }

  async #startOnceLoaded(loading: Promise<void>): Promise<void> {
    this.#setState({ kind: 'connecting', attempt: 0 })
    await loading
    if (this.#state.kind === 'connecting' && !this.#session) this.#begin()
  }

  #begin(): void {
    const retryAt = this.#retry.begin(() => this.#start())
    if (retryAt !== null) this.#setState({ kind: 'waiting', attempt: this.#retry.attempt, retryAt })
  }

  #start(): void {
    this.#retry.started()
    this.#setState({ kind: 'connecting', attempt: this.#retry.attempt })
    const session: SocketSession = new SocketSession({
      platform: this.#platform,
      fetchTicket: this.#fetchTicket,
      heartbeatMs: this.#options.heartbeatMs ?? 25_000,
      silenceMs: this.#options.silenceMs ?? 15_000,
      hello: () => ({
        type: 'hello',
        position: this.#cursor.position,
        revision: PROTOCOL_REVISION,
        ...this.#live.greet(),
      }),
      onEvents: (events) => {
        for (const event of events) if (this.#session === session) this.#handle(event)
      },
      onEnd: (end) => {
        if (this.#session === session) this.#handleEnd(end)
      },
    })
    this.#session = session
  }

  #handle(event: ServerEvent | UnknownLogEvent): void {
    if (event.type === 'welcome') this.#handleWelcome(event)
    else if (event.type === 'error') this.#handleError(event)
    else if (this.#state.kind !== 'open') return
    else if (event.type === 'ack') this.#sender.acknowledge(event)
    else if ('seq' in event) this.#handleLogEvent(event)
    else if (event.type === 'resumed') this.#handleResumed(event)
    else {
      if (event.type === 'reconnect') this.#retry.advise(event.withinMs, () => this.#moveOn())
      this.#emit(event)
    }
  }

  #handleWelcome({ resume, head, now, you, role, room, read, unread }: Welcome): void {
    if (this.#state.kind === 'open') return
    const { keep } = this.#options
    const session = this.#session
    if (room.id !== this.roomId || (keep && keep.accountId !== you.id)) {
      session?.end()
      this.#finish({ kind: 'closed', code: null, final: true, error: 'forbidden' })
      return
    }
    this.#clock.learn(now)
    this.#retry.opened()
    // In the background nothing is replayed: the place in the log waits for the room to come to the front.
    const isInFront = !this.#live.greetedInBackground
    if (resume !== 'replay' && (isInFront || !this.#cursor.position)) this.#cursor.jump(head)
    this.#setState({
      kind: 'open',
      you,
      role,
      roomName: room.name,
      read: read ?? null,
      unread: unread ?? null,
    })
    if ((resume === 'resync' && isInFront) || (resume === 'fresh' && this.#gaps >= GAPS_BEFORE_RESYNC)) {
      this.#gaps = 0
      this.#emitter.emit('resync', { head })
    }
    this.#keeper?.saveSoon()
    if (session && this.#session === session) {
      this.#sender.opened((frame) => session.send(frame))
      this.#live.opened((frame) => session.send(frame), this.#cursor.position)
    }
  }

  #handleResumed({ resume, head }: Extract<ServerEvent, { type: 'resumed' }>): void {
    if (resume === 'replay') return
    const hadPosition = this.#cursor.position !== null
    this.#cursor.jump(head)
    if (resume === 'resync' || hadPosition) this.#emitter.emit('resync', { head })
  }

  #handleLogEvent(event: LogEvent | UnknownLogEvent): void {
    const placement = this.#cursor.place(event)
    if (placement === 'gap') {
      this.#gaps += 1
      if (this.#gaps >= GAPS_BEFORE_RESYNC) this.#cursor.jump(null)
      this.#drop()
      return
    }
    if (event.type !== 'unknown') this.#settleOwn(event)
    if (placement === 'seen') return
    this.#gaps = 0
    this.#keeper?.saveSoon()
    this.#live.noteDelivered(event)
    if (event.type !== 'unknown') this.#emit(event)
  }

  #emit(event: LogEvent | LiveEvent): void {
    const emit = this.#emitter.emit.bind(this.#emitter) as (name: string, event: LogEvent | LiveEvent) => void
    emit(event.type, event)
  }

  /** Only the author's own id counts: anyone else could have made the same one. */
  #settleOwn(event: LogEvent): void {
    if (!('id' in event) || this.#state.kind !== 'open') return
    const operation = event.author.id === this.#state.you.id ? this.#sender.queue.get(event.id) : undefined
    const ack = operation && ackOfEvent(operation, event)
    if (ack) this.#sender.acknowledge(ack)
  }

  #handleError(event: ErrorEvent): void {
    if (this.#state.kind !== 'open') {
      this.#session?.end()
      this.#handleEnd({ kind: 'refused', error: errorOfEvent(event) })
    } else if (!this.#sender.handleError(event)) {
      this.#emitter.emit('error', { error: errorOfEvent(event), operation: null })
    }
  }

  /** Leaves a socket that is about to end for a new one, at once and between two frames; what comes meanwhile is replayed. */
  #moveOn(): void {
    if (this.#state.kind !== 'open') return
    if (this.#sender.queue.isInFlight) {
      this.#retry.advise(SETTLE_MS, () => this.#moveOn())
      return
    }
    this.#session?.end()
    this.#session = null
    this.#closed()
    this.#start()
  }

  #closed(): void {
    this.#sender.closed()
    this.#live.closed()
  }

  /** Gives the socket up and comes back with a new one. */
  #drop(): void {
    this.#session?.end(3001)
    this.#handleEnd({ kind: 'closed', code: 1006, reason: '' })
  }

  #handleEnd(end: SessionEnd): void {
    const verdict = describeEnd(end)
    if (!verdict.comeBack) {
      this.#finish({ kind: 'closed', code: verdict.code, final: true, error: verdict.error })
      return
    }
    this.#session = null
    this.#closed()
    const retryAt = this.#retry.plan(verdict.minimumDelayMs, () => this.#start())
    this.#setState({ kind: 'waiting', attempt: this.#retry.attempt, retryAt })
  }

  #finish(state: ConnectionState): void {
    this.#session = null
    this.#closed()
    this.#retry.cancel()
    this.#stopOnline()
    this.#setState(state)
    this.#keeper?.save()
  }

  #hurry(): void {
    if (this.#state.kind === 'waiting') this.#retry.hurry(() => this.#start())
    else this.#session?.probe()
  }

  #setState(state: ConnectionState): void {
    this.#state = state
    this.#emitter.emit('state', state)
  }

  /** Queued before any frame is written, so that a synchronous store holds an operation before the room does. */
  #changed(): void {
    if (this.#isChangeQueued) return
    this.#isChangeQueued = true
    queueMicrotask(() => {
      this.#isChangeQueued = false
      this.#keeper?.save()
      this.#emitter.emit('pending', this.pending)
    })
  }
}
