import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { PresenceChoice } from '#schema/wire/client/presence.ts'
import type { Position } from '#schema/wire/ids.ts'
import { MAX_TEXT_CHARACTERS } from '#schema/wire/limits.ts'
import { PROTOCOL_REVISION } from '#schema/wire/protocol-version.ts'
import type { ErrorEvent } from '#schema/wire/server/error.ts'
import type { LiveEvent, ServerEvent } from '#schema/wire/server/frame.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { Welcome } from '#schema/wire/server/welcome.ts'
import { Emitter, type Listener } from '../emitter.ts'
import type { Platform } from '../platform.ts'
import { RoomClock } from './clock.ts'
import type { ConnectOptions, RoomConnectionDependencies } from './connect-options.ts'
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
import { errorOfEvent } from './error-of-event.ts'
import { PendingKeeper } from './keep-pending.ts'
import { LiveSignals } from './live-signals.ts'
import { LogReceiver } from './log-receiver.ts'
import type { PendingOperation } from './operation-queue.ts'
import { OperationSender } from './operation-sender.ts'
import type { UnknownLogEvent } from './parse-server-frame.ts'
import { Reconnector } from './reconnector.ts'

/**
 * One room, over as many sockets as it takes. Operations are said in the order they were made, through disconnects and
 * refusals, and each settles once: acknowledged (durable in the room) or refused for good.
 */
export class RoomConnection {
  readonly roomId: string
  readonly #platform: Platform
  readonly #options: ConnectOptions
  readonly #emitter = new Emitter<ConnectionEvents>()
  readonly #clock: RoomClock
  readonly #sender: OperationSender
  readonly #receiver: LogReceiver
  readonly #reconnector: Reconnector
  readonly #live: LiveSignals
  readonly #keeper: PendingKeeper | null
  #state: ConnectionState = { kind: 'idle' }
  #isChangeQueued = false

  constructor(
    roomId: string,
    options: ConnectOptions,
    { platform, fetchTicket }: RoomConnectionDependencies,
  ) {
    this.roomId = roomId
    this.#platform = platform
    this.#options = options
    this.#clock = new RoomClock(platform)
    this.#live = new LiveSignals(platform, {
      presence: options.presence ?? 'online',
      isBackground: options.background ?? false,
    })
    this.#sender = new OperationSender({
      platform,
      clock: this.#clock,
      answerTimeoutMs: options.answerTimeoutMs ?? 30_000,
      onAck: (operation, ack) => this.#emitter.emit('ack', { operation, ack }),
      onRefused: (operation, error) => this.#emitter.emit('error', { error, operation }),
      onChange: () => this.#changed(),
      onStalled: () => this.#reconnector.drop(),
    })
    this.#receiver = new LogReceiver(options.position ?? null, this.#sender)
    this.#keeper = options.keep
      ? new PendingKeeper({
          ...options.keep,
          roomId,
          schedule: platform.schedule,
          read: () => ({ position: this.position, operations: [...this.pending] }),
          onFailure: (error) => this.#emitter.emit('error', { error, operation: null }),
        })
      : null
    this.#reconnector = new Reconnector({
      platform,
      fetchTicket,
      heartbeatMs: options.heartbeatMs ?? 25_000,
      silenceMs: options.silenceMs ?? 15_000,
      hello: () => ({
        type: 'hello',
        position: this.position,
        revision: PROTOCOL_REVISION,
        ...this.#live.greet(),
      }),
      onEvent: (event) => this.#handle(event),
      isBusy: () => this.#sender.queue.isInFlight,
      onLost: () => this.#leave(),
      onState: (state) => this.#setState(state),
      onRefused: (end) => this.#finish({ kind: 'closed', final: true, ...end }),
    })
  }

  get state(): ConnectionState {
    return this.#state
  }

  get position(): Position | null {
    return this.#receiver.position
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
    this.#reconnector.reset()
    if (this.#keeper) void this.#beginOnceLoaded(this.#keeper)
    else this.#reconnector.begin()
  }

  /** Disconnects. What is pending stays pending, and is said after the next `open`. */
  close(): void {
    if (this.#state.kind === 'idle' || this.#state.kind === 'closed') return
    this.#reconnector.end()
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
    this.#live.setBackground(isBackground, this.position)
  }

  #mintId(): string {
    return this.#platform.mintId(this.#clock.now())
  }

  async #beginOnceLoaded(keeper: PendingKeeper): Promise<void> {
    this.#setState({ kind: 'connecting', attempt: 0 })
    await keeper.loadOnce(({ position, operations }) => {
      if (this.#options.position === undefined) this.#receiver.restore(position)
      this.#sender.queue.restore(operations)
      this.#changed()
    })
    if (this.#state.kind === 'connecting' && !this.#reconnector.session) this.#reconnector.begin()
  }

  #handle(event: ServerEvent | UnknownLogEvent): void {
    if (event.type === 'welcome') this.#handleWelcome(event)
    else if (event.type === 'error') this.#handleError(event)
    else if (this.#state.kind !== 'open') return
    else if (event.type === 'ack') this.#sender.acknowledge(event)
    else if ('seq' in event) this.#handleLogEvent(event, this.#state.you.id)
    else if (event.type === 'resumed') {
      if (this.#receiver.resumed(event) === 'resync') this.#emitter.emit('resync', { head: event.head })
    } else {
      if (event.type === 'reconnect') this.#reconnector.advise(event.withinMs)
      this.#emit(event)
    }
  }

  #handleWelcome(welcome: Welcome): void {
    if (this.#state.kind === 'open') return
    const { head, now, you, role, room, read = null, unread = null } = welcome
    const { keep } = this.#options
    if (room.id !== this.roomId || (keep && keep.accountId !== you.id)) {
      this.#reconnector.end()
      this.#finish({ kind: 'closed', code: null, final: true, error: 'forbidden' })
      return
    }
    this.#clock.learn(now)
    this.#reconnector.opened()
    const { session } = this.#reconnector
    const placement = this.#receiver.welcome(welcome, { isInFront: !this.#live.greetedInBackground })
    const { maxTextCharacters = MAX_TEXT_CHARACTERS } = welcome
    this.#setState({ kind: 'open', you, role, roomName: room.name, read, unread, maxTextCharacters })
    if (placement === 'resync') this.#emitter.emit('resync', { head })
    this.#keeper?.saveSoon()
    if (session && this.#reconnector.session === session) {
      this.#sender.opened((frame) => session.send(frame))
      this.#live.opened((frame) => session.send(frame), this.position)
    }
  }

  #handleLogEvent(event: LogEvent | UnknownLogEvent, userId: string): void {
    const placement = this.#receiver.receive(event, userId)
    if (placement === 'gap') this.#reconnector.drop()
    if (placement !== 'emit') return
    this.#keeper?.saveSoon()
    this.#live.noteDelivered(event)
    if (event.type !== 'unknown') this.#emit(event)
  }

  #emit(event: LogEvent | LiveEvent): void {
    const emit = this.#emitter.emit.bind(this.#emitter) as (name: string, event: LogEvent | LiveEvent) => void
    emit(event.type, event)
  }

  #handleError(event: ErrorEvent): void {
    if (this.#state.kind !== 'open') this.#reconnector.refuse(errorOfEvent(event))
    else if (!this.#sender.handleError(event)) {
      this.#emitter.emit('error', { error: errorOfEvent(event), operation: null })
    }
  }

  #leave(): void {
    this.#sender.closed()
    this.#live.closed()
  }

  #finish(state: ConnectionState): void {
    this.#leave()
    this.#setState(state)
    this.#keeper?.save()
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
