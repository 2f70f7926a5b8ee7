import type { Focus } from '#schema/wire/client/focus.ts'
import { clientFrame, type LiveSignal, type LogOperation } from '#schema/wire/client/frame.ts'
import type { Hello } from '#schema/wire/client/hello.ts'
import { ERRORS, type ErrorCode } from '#schema/wire/error-codes.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { ServerEvent } from '#schema/wire/server/frame.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { Welcome } from '#schema/wire/server/welcome.ts'
import { timestampOf } from '../connection/clock.ts'

export type Refusal = { code: ErrorCode; retryAfterMs?: number }

export const ROOM_ID = '01900000-0000-7000-8000-00000000000a'
export const YOU = { id: '01900000-0000-7000-8000-000000000001', name: 'Ada' }
const SKEW_MS = 60_000
const STOPS_THE_FRAME = (code: ErrorCode) => ERRORS[code].retryable || code === 'clock_ahead'

type Placed = { epoch: number; seq: number; at: number; id: string; author: typeof YOU }

function toEvent(operation: LogOperation, placed: Placed): LogEvent {
  switch (operation.type) {
    case 'send': {
      const { text, replyTo, thread, mentions } = operation
      return { ...placed, type: 'message', text, ...definedOf({ replyTo, thread, mentions }) }
    }
    case 'edit': {
      const { target, text, mentions } = operation
      return { ...placed, type: 'edited', target, text, ...definedOf({ mentions }) }
    }
    case 'delete':
      return { ...placed, type: 'deleted', target: operation.target }
    case 'react': {
      const { target, emoji, on } = operation
      return { ...placed, type: 'reaction', target, emoji, change: on ? 'added' : 'removed' }
    }
    case 'pin': {
      const { target, on } = operation
      return { ...placed, type: 'pin', target, change: on ? 'pinned' : 'unpinned' }
    }
  }
}

const definedOf = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>

/** A room that keeps the order rules of the protocol, in memory. `refusals` are used up one an operation. */
export class FakeRoom {
  now = Date.UTC(2026, 0, 1)
  epoch = 1
  log: LogEvent[] = []
  refusals: (Refusal | null)[] = []
  maxReplay = 10_000
  received: LogOperation[][] = []
  hellos: (Position | null)[] = []
  greetings: Hello[] = []
  signals: LiveSignal[] = []

  get head(): Position {
    return { epoch: this.epoch, seq: this.log.at(-1)?.seq ?? 0 }
  }

  /** What the socket that sent `frame` gets back, and what every socket gets to see. */
  handle(frame: string): { answers: ServerEvent[]; events: LogEvent[] } {
    const operations = clientFrame.parse(JSON.parse(frame))
    const answers: ServerEvent[] = []
    const events: LogEvent[] = []
    const said: LogOperation[] = []
    let stop: Refusal | null = null
    for (const operation of operations) {
      if (operation.type === 'hello') {
        this.greetings.push(operation)
        answers.push(...this.#welcome(operation))
        continue
      }
      if (!('id' in operation)) {
        this.signals.push(operation)
        if (operation.type === 'focus') answers.push(...this.#resume(operation))
        continue
      }
      said.push(operation)
      const first: LogEvent | undefined = stop ? undefined : this.#find(operation.id)
      const refusal: Refusal | null = first ? null : (stop ?? this.#refuse(operation))
      if (refusal) {
        if (STOPS_THE_FRAME(refusal.code)) stop = refusal
        const { retryable, message } = ERRORS[refusal.code]
        answers.push({ type: 'error', id: operation.id, retryable, message, ...refusal })
        continue
      }
      const event = first ?? this.append(operation)
      if (!first) events.push(event)
      answers.push({ type: 'ack', id: operation.id, epoch: event.epoch, seq: event.seq, at: event.at })
    }
    if (said.length > 0) this.received.push(said)
    return { answers, events }
  }

  append(operation: LogOperation, author = YOU): LogEvent {
    const at = { epoch: this.epoch, seq: this.head.seq + 1, at: this.now }
    const { id } = operation
    const event = toEvent(operation, { ...at, id, author })
    this.log.push(event)
    return event
  }

  #find(id: string): LogEvent | undefined {
    return this.log.find((event) => 'id' in event && event.id === id)
  }

  #refuse(operation: LogOperation): Refusal | null {
    if (timestampOf(operation.id) > this.now + SKEW_MS) return { code: 'clock_ahead' }
    if ('text' in operation && operation.text.includes('badword')) return { code: 'filtered' }
    return this.refusals.shift() ?? null
  }

  #resume(focus: Focus): ServerEvent[] {
    if (focus.background) return []
    const missed = focus.position ? this.log.filter(({ seq }) => seq > (focus.position?.seq ?? 0)) : []
    const canReplay = focus.position !== null && missed.length <= this.maxReplay
    const resume = focus.position === null ? 'fresh' : canReplay ? 'replay' : 'resync'
    return [{ type: 'resumed', resume, head: this.head }, ...(canReplay ? missed : [])]
  }

  #welcome({ position, background }: Hello): ServerEvent[] {
    this.hellos.push(position)
    const missed = position ? this.log.filter((event) => event.seq > position.seq) : []
    const canReplay = position?.epoch === this.epoch && missed.length <= this.maxReplay
    const welcome: Welcome = {
      type: 'welcome',
      protocol: 'sentinel.v1',
      resume: position === null ? 'fresh' : canReplay ? 'replay' : 'resync',
      head: this.head,
      now: this.now,
      you: YOU,
      role: 'member',
      room: { id: ROOM_ID, name: 'Lobby' },
    }
    return [welcome, ...(canReplay && !background ? missed : [])]
  }
}
