import { downgradeJson } from '#durable-objects/sockets/downgrade.ts'
import { noteAnswer, type Session } from '#durable-objects/sockets/session.ts'
import type { Sessions } from '#durable-objects/sockets/sessions.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { Effect, RoomRecord } from '../storage/port.ts'
import type { Audience } from './audience.ts'
import { buildPage, type Draft } from './build-page.ts'
import { computeFlushPause, computePace } from './compute-flush-pause.ts'
import { computeCovered, Dedupe } from './dedupe.ts'
import type { RoomDependencies } from './dependencies.ts'
import { encodeAck, encodeError } from './encode-answers.ts'
import {
  BUSY_FLUSH_AGE_MS,
  BUSY_FLUSH_EVENTS,
  COME_BACK_MS,
  MAX_PAGE_CHARACTERS,
  MAX_QUEUED_CHARACTERS,
  PUBLISH_DELAY_MS,
  UNAVAILABLE_RETRY_MS,
} from './limits.ts'
import type { LiveState } from './live/live-state.ts'
import { Members } from './members.ts'
import { nameOf } from './name-of.ts'
import type { Operation, Placed, RefusalReason, Settled } from './operation.ts'
import type { PageBook } from './page-book.ts'
import { PendingChanges } from './pending-changes.ts'

type Parts = {
  deps: RoomDependencies
  record: RoomRecord
  sessions: Sessions
  audience: Audience
  live: LiveState
  book: PageBook
  alarm: AlarmArm
}
/** So long nothing new means that nothing more is on its way. */
const GATHER_STEP_MS = 1

export type AlarmArm = { arm(atMs: number): void }

/** The only writer of the log. What has queued since the last flush becomes one page and one frame. */
export class RoomLog {
  readonly record: RoomRecord
  readonly members: Members
  readonly dedupe: Dedupe
  readonly pending = new PendingChanges()
  readonly #parts: Parts
  #headSeq: number
  #lastAt: number
  #queue: Operation[] = []
  #queuedCharacters = 0
  #isFlushing = false
  #flushedAt = 0
  #flushCostMs = 0
  #flushedEvents = 0

  constructor(parts: Parts) {
    const { storage } = parts.deps
    this.#parts = parts
    this.record = parts.record
    const last = storage.readLastPage()
    this.#headSeq = last?.lastSeq ?? this.record.floorSeq
    this.#lastAt = last?.lastAt ?? this.record.floorAt
    this.members = new Members(storage)
    this.dedupe = new Dedupe(computeCovered(this.record, storage))
  }

  get head(): Position {
    return { epoch: this.record.epoch, seq: this.#headSeq }
  }

  get hasRoom(): boolean {
    return this.#queuedCharacters < MAX_QUEUED_CHARACTERS
  }

  /** Messages come faster than they can be sent one by one: whatever can wait should. */
  get isBusy(): boolean {
    return (
      this.#flushedEvents >= BUSY_FLUSH_EVENTS && this.#parts.deps.now() - this.#flushedAt < BUSY_FLUSH_AGE_MS
    )
  }

  enqueue(operation: Operation): void {
    this.#queue.push(operation)
    this.#queuedCharacters += operation.tail.length
    this.dedupe.enqueue(operation)
    this.pending.add(operation.effect)
    if (this.#isFlushing) return
    this.#isFlushing = true
    void this.#flush()
  }

  /** Waits until the event is durable, or refused. */
  append(operation: Omit<Operation, 'settle'>): Promise<Settled> {
    return new Promise((settle) => this.enqueue({ ...operation, settle }))
  }

  /** All of them in one page, so in one transaction, or none. */
  async appendTogether(
    operations: readonly [Omit<Operation, 'settle'>, ...Omit<Operation, 'settle'>[]],
  ): Promise<Settled> {
    const [first, ...rest] = operations
    const settled = this.append({ ...first, isBound: rest.length > 0 })
    rest.forEach((operation, at) => void this.append({ ...operation, isBound: at < rest.length - 1 }))
    return await settled
  }

  async #flush(): Promise<void> {
    const { deps, sessions, audience } = this.#parts
    // The rest of the frame that woke the flush comes with it.
    await null
    while (this.#queue.length > 0) {
      const sinceLastFlushMs = deps.now() - this.#flushedAt
      const lastFlushCostMs = this.#flushCostMs
      const pace = computePace({ sockets: audience.sockets, sinceLastFlushMs })
      if (pace > 0) await deps.pause(pace)
      const wait = computeFlushPause({ sockets: sessions.size, sinceLastFlushMs, lastFlushCostMs })
      if (wait > 0) await this.#gather(wait)
      const batch = this.#takeBatch()
      try {
        await this.#commit(batch)
      } catch (error) {
        deps.log('error', 'room.flush_failed', { events: batch.length, error: nameOf(error) })
        this.#refuse([...batch, ...this.#queue])
        this.#queue = []
      }
      this.#queuedCharacters = this.#queue.reduce((sum, { tail }) => sum + tail.length, 0)
      // The platform writes to the sockets after this step; the timer fires when it is through.
      const sentAt = deps.now()
      if (sessions.size > 1) await deps.pause(0)
      this.#flushedAt = deps.now()
      this.#flushCostMs = this.#flushedAt - sentAt
      this.#flushedEvents = batch.length
    }
    this.#isFlushing = false
  }

  /** Waits while more comes in, for `longestMs` at most: who has all that is on its way has nothing to wait for. */
  async #gather(longestMs: number): Promise<void> {
    const { deps } = this.#parts
    const until = deps.now() + longestMs
    let gathered: number
    do {
      gathered = this.#queue.length
      await deps.pause(GATHER_STEP_MS)
    } while (this.#queue.length > gathered && deps.now() < until)
  }

  #takeBatch(): Operation[] {
    let characters = 0
    const end = this.#queue.findIndex(({ tail }) => {
      characters += tail.length
      return characters > MAX_PAGE_CHARACTERS
    })
    let taken = end === -1 ? this.#queue.length : Math.max(1, end)
    while (this.#queue[taken - 1]?.isBound && taken < this.#queue.length) taken += 1
    return this.#queue.splice(0, taken)
  }

  /** Stored before broadcast, always: nothing after `appendPage` waits, and nothing before it is seen outside. */
  async #commit(batch: readonly Operation[]): Promise<void> {
    const { deps, book, audience } = this.#parts
    const { epoch } = this.record
    const at = Math.max(deps.now(), this.#lastAt)
    const draft = buildPage(batch, { epoch, firstSeq: this.#headSeq + 1, at })
    const { firstSeq, lastSeq, clientIds, effects, messages } = draft
    const sealed = await book.seal({ epoch, firstSeq }, draft.json)
    deps.storage.appendPage(
      { firstSeq, lastSeq, firstAt: at, lastAt: at, clientIds, messages, ...sealed },
      effects,
    )
    // Stored is stored: nothing from here on may refuse it.
    this.#headSeq = lastSeq
    this.#lastAt = at
    for (const { effect } of effects) this.#applyEffect(effect, at)
    const placedAt = (index: number) => ({ epoch, seq: firstSeq + index, at })
    batch.forEach((operation, index) => {
      this.dedupe.commit(operation, placedAt(index))
    })
    try {
      this.#announce(batch, draft, placedAt)
    } catch (error) {
      deps.log('error', 'room.announcement_failed', { events: batch.length, error: nameOf(error) })
      audience.close('everyone', CLOSE.restarting, `retry_after_ms=${COME_BACK_MS}`)
    }
    batch.forEach((operation, index) => {
      operation.settle?.({ ok: true, placed: placedAt(index) })
    })
  }

  #announce(batch: readonly Operation[], draft: Draft, placedAt: (index: number) => Placed): void {
    const { deps, alarm, audience, live } = this.#parts
    // By the clock, not by the log's time, which a clock that was set back leaves far ahead.
    alarm.arm(deps.now() + PUBLISH_DELAY_MS)
    const acks = new Map<Session, string>()
    const answered: Session[] = []
    batch.forEach((operation, index) => {
      if (operation.askers.length === 0 || operation.clientId === null) return
      const ack = encodeAck(operation.clientId, placedAt(index), operation.maskedText)
      for (const session of operation.askers) {
        const before = acks.get(session)
        acks.set(session, before === undefined ? ack : `${before},${ack}`)
        answered.push(session)
      }
    })
    const { firstSeq, json, events, revises, mentions } = draft
    const jsonForRevision1 = lazily(() => downgradeJson(draft))
    audience.broadcast(
      { firstSeq, head: this.head, json, events, revises, jsonForRevision1, mentions, acks },
      deps.now(),
    )
    for (const session of answered) noteAnswer(session)
    live.committed(batch, { firstSeq, head: this.head })
  }

  #applyEffect(effect: Effect, at: number): void {
    this.members.apply(effect)
    this.pending.remove(effect)
    if (effect.type === 'renamed') this.record.name = effect.name
    else if (effect.type === 'topic') this.record.topic = effect.topic
    else if (effect.type === 'archived') this.record.archivedAt = at
  }

  #refuse(operations: readonly Operation[]): void {
    const refusal: RefusalReason = { code: 'unavailable', retryAfterMs: UNAVAILABLE_RETRY_MS }
    for (const operation of operations) {
      this.dedupe.drop(operation)
      this.pending.remove(operation.effect)
      for (const frame of operation.frames) frame.refusal ??= refusal
      operation.settle?.({ ok: false, refusal })
      if (operation.clientId === null) continue
      const error = `[${encodeError(refusal, operation.clientId)}]`
      for (const session of operation.askers) {
        this.#parts.sessions.send(session, error)
        noteAnswer(session)
      }
    }
  }
}

function lazily<T>(compute: () => T): () => T {
  let known: { value: T } | null = null
  return () => {
    known ??= { value: compute() }
    return known.value
  }
}
