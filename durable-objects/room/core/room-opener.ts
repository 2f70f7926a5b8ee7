import { Sessions } from '#durable-objects/sockets/sessions.ts'
import type { RoomRecord } from '../storage/port.ts'
import { Audience } from './audience.ts'
import { beginLog, hasBegun } from './begin-log.ts'
import { Chains } from './chains.ts'
import type { RoomDependencies } from './dependencies.ts'
import { RoomFilter } from './filter.ts'
import { HistoryStarts } from './history-starts.ts'
import {
  CHANGE_LIMITS,
  LOOKUP_LIMITS,
  PRESENCE_DETAIL_SOCKETS,
  REPLAY_LIMITS,
  SIGNAL_LIMITS,
  UNAVAILABLE_RETRY_MS,
} from './limits.ts'
import { LiveState } from './live/live-state.ts'
import { loadRoom } from './load-room.ts'
import { nameOf } from './name-of.ts'
import type { OpenRoom } from './open-room.ts'
import { PageBook } from './page-book.ts'
import { Publisher } from './publish.ts'
import { computePatience, createLimiters, RateLimiter } from './rate-limiter.ts'
import { Refusal } from './refusal.ts'
import { RelayedSessions } from './relays/relayed-sessions.ts'
import { Relays } from './relays/relays.ts'
import { RoomKeys } from './room-keys.ts'
import { RoomLog } from './room-log.ts'
import { Standings } from './standings.ts'

export type Opened = { room: OpenRoom; publisher: Publisher }

/** Opens the room: from its own storage at once, else, on the first call, from Postgres. */
export class RoomOpener {
  readonly sessions: Sessions
  readonly #deps: RoomDependencies
  #opened: Opened | null = null
  #isBegun = false
  #opening: Promise<OpenRoom | null> | null = null
  #armedAt: number | null = null

  constructor(deps: RoomDependencies) {
    this.#deps = deps
    this.sessions = new Sessions(deps.heartbeatAt)
    const record = deps.storage.readRoom()
    const filter = record && RoomFilter.restore(deps)
    if (!record || !filter) return
    this.#opened = this.#assemble(record, filter)
    this.#isBegun = hasBegun(this.#opened.room)
  }

  /** The room as far as it needs nothing but its own storage. */
  get restored(): Opened | null {
    return this.#opened
  }

  get opened(): OpenRoom | null {
    return this.#isBegun ? (this.#opened?.room ?? null) : null
  }

  /** One load at a time, whoever asks. @throws Refusal `unavailable` while Postgres is needed and down. */
  open(): Promise<OpenRoom | null> {
    if (this.opened) return Promise.resolve(this.opened)
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  arm(atMs: number): void {
    if (this.#armedAt !== null && this.#armedAt <= atMs) return
    this.#deps.setAlarm(atMs)
    this.#armedAt = atMs
  }

  disarm(): void {
    this.#armedAt = null
  }

  async #open(): Promise<OpenRoom | null> {
    const opened = this.#opened ?? (await this.#load())
    if (!opened) return null
    this.#opened = opened
    await beginLog(opened.room)
    this.#isBegun = true
    return opened.room
  }

  async #load(): Promise<Opened | null> {
    const deps = this.#deps
    try {
      const record = deps.storage.readRoom() ?? (await loadRoom(deps))
      if (!record) return null
      return this.#assemble(record, RoomFilter.restore(deps) ?? (await RoomFilter.load(deps)))
    } catch (error) {
      deps.log('warn', 'room.not_loaded', { error: nameOf(error) })
      throw new Refusal({ code: 'unavailable', retryAfterMs: UNAVAILABLE_RETRY_MS })
    }
  }

  #assemble(record: RoomRecord, filter: RoomFilter): Opened {
    const deps = this.#deps
    const { sessions } = this
    const keys = new RoomKeys(deps)
    const book = new PageBook(deps.roomId, deps.storage, keys)
    const alarm = { arm: (atMs: number) => this.arm(atMs) }
    const relays = new Relays(deps, () => log.head)
    const audience = new Audience(sessions, relays)
    const live = new LiveState({
      ...{ deps, sessions, audience, alarm, epoch: record.epoch },
      isHuge: () => relays.sockets > 0 || sessions.size > PRESENCE_DETAIL_SOCKETS,
      remotePresence: () => relays.countPresence(),
      saveCursors: (cursors) => deps.record.saveCursors(cursors),
    })
    relays.onChange = () => live.presence.recount()
    sessions.onRemoved = (session) => live.left(session)
    const log: RoomLog = new RoomLog({ deps, record, sessions, audience, live, book, alarm })
    const limiters = createLimiters(deps.plans)
    const lookups = new RateLimiter(LOOKUP_LIMITS)
    const patience = new RateLimiter(computePatience(deps.plans))
    const changes = new RateLimiter(CHANGE_LIMITS)
    const signals = new RateLimiter(SIGNAL_LIMITS)
    const replays = new RateLimiter(REPLAY_LIMITS)
    const room = {
      deps,
      sessions,
      audience,
      relays,
      relayed: new RelayedSessions(),
      standings: new Standings(deps),
      book,
      log,
      filter,
      limiters,
      lookups,
      patience,
      changes,
      signals,
      replays,
      live,
      cursors: live.cursors,
      historyStarts: new HistoryStarts(deps, log),
      chains: new Chains(),
    }
    return { room, publisher: new Publisher(room, keys) }
  }
}
