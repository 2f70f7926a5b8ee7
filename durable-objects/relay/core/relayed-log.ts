import { Coalescer } from '#durable-objects/sockets/coalescer.ts'
import { downgradeJson } from '#durable-objects/sockets/downgrade.ts'
import type { Heads } from '#durable-objects/sockets/heads.ts'
import type { Sessions } from '#durable-objects/sockets/sessions.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { Delivery, RelayItem } from '../contract.ts'
import { closeSockets } from './close-sockets.ts'
import type { RelayDependencies } from './dependencies.ts'
import { EventWindow } from './event-window.ts'
import { COME_BACK_MS, KEEP_HEAD_INTERVAL_MS } from './limits.ts'

const READ_AT_ONCE = 1_000
const NO_ACKS = new Map()

type Events = Pick<Extract<RelayItem, { type: 'events' }>, 'firstSeq' | 'events' | 'mentions' | 'revises'>
type Parts = { deps: RelayDependencies; sessions: Sessions; heads: Heads }

/** The room's log as this relay has told it: every event once, in order, whatever is lost on the way here. */
export class RelayedLog {
  readonly window: EventWindow
  readonly #parts: Parts
  readonly #keeper: Coalescer
  #head: Position | null
  #turn: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
    const { deps } = parts
    this.#head = deps.readHead()
    this.window = new EventWindow((after, limit) => deps.room.readEvents(after, limit))
    this.#keeper = new Coalescer(
      deps,
      () => KEEP_HEAD_INTERVAL_MS,
      () => {
        if (this.#head) deps.writeHead(this.#head)
      },
    )
  }

  get headSeq(): number {
    return this.#head?.seq ?? 0
  }

  /** Everything of the delivery has been told when it resolves. */
  deliver({ head, items }: Delivery): Promise<void> {
    return this.#inTurn(async () => {
      // A relay that has told nothing yet begins here: who comes later catches up by itself.
      if (!this.#head || this.#head.epoch !== head.epoch) this.#begin(items, head)
      for (const item of items) await this.#take(item, head)
      await this.#catchUp(head)
    })
  }

  /** Until everyone has been told what is up to `seq`. */
  reachSeq(seq: number): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#head) await this.#catchUp({ epoch: this.#head.epoch, seq })
    })
  }

  /** The room has told the first client where its log stands: a relay that has told nothing yet begins there. */
  begin(head: Position): void {
    if (!this.#head) this.#begin([], head)
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(act)
    this.#turn = result.catch(() => {})
    return result
  }

  #begin(items: readonly RelayItem[], head: Position): void {
    // Of an epoch that is over: what lies between is not to be told by replaying.
    if (this.#head) {
      this.#parts.sessions.closeWhere(() => true, CLOSE.restarting, `retry_after_ms=${COME_BACK_MS}`)
    }
    const first = items.find((item) => item.type === 'events')
    this.#head = { epoch: head.epoch, seq: first ? first.firstSeq - 1 : head.seq }
  }

  async #take(item: RelayItem, head: Position): Promise<void> {
    const { sessions } = this.#parts
    if (item.type === 'announce') sessions.announce(item.json)
    else if (item.type === 'close') closeSockets(sessions, item, this.#parts.deps.now())
    else {
      await this.#catchUp({ epoch: head.epoch, seq: item.firstSeq - 1 })
      this.#tell(item)
    }
  }

  /** Reads from the room what was lost on the way here. */
  async #catchUp({ seq }: Position): Promise<void> {
    while (this.headSeq < seq) {
      const { sessions, deps } = this.#parts
      const { events, closes = [] } = await deps.room.readEvents(
        this.headSeq,
        Math.min(READ_AT_ONCE, seq - this.headSeq),
      )
      // Who was removed before these events hears none of them, however late the word of it is.
      for (const item of closes) closeSockets(sessions, item, deps.now())
      if (events === null || events.length === 0) {
        // Trimmed meanwhile: each client comes back and is told that by the room.
        this.#parts.sessions.closeWhere(() => true, CLOSE.restarting, `retry_after_ms=${COME_BACK_MS}`)
        this.#move(seq)
        return
      }
      this.#tell({ firstSeq: this.headSeq + 1, events, mentions: [], revises: true })
    }
  }

  #tell({ firstSeq, events, mentions, revises }: Events): void {
    const { sessions, heads, deps } = this.#parts
    const skipped = Math.max(0, this.headSeq + 1 - firstSeq)
    const fresh = events.slice(skipped)
    if (fresh.length === 0) return
    const json = `[${fresh.join(',')}]`
    this.#move(firstSeq + events.length - 1)
    this.window.append(firstSeq + skipped, fresh, revises)
    const head = { epoch: this.#head?.epoch ?? 1, seq: this.headSeq }
    sessions.broadcast(
      {
        ...{ firstSeq: firstSeq + skipped, head, json, events: fresh, revises, acks: NO_ACKS },
        mentions: mentions.filter(({ seq }) => seq >= firstSeq + skipped),
        jsonForRevision1: () => downgradeJson({ json, isPlain: false }),
      },
      deps.now(),
    )
    heads.moved(head)
  }

  #move(seq: number): void {
    if (this.#head) this.#head = { epoch: this.#head.epoch, seq }
    this.#keeper.request(this.#parts.deps.now() + KEEP_HEAD_INTERVAL_MS)
  }
}
