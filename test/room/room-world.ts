import { DatabaseSync } from 'node:sqlite'
import { computePlans, type PlanLimits } from '#domain/plans/plan.ts'
import type { Actor } from '#domain/roles/can.ts'
import { type Standing, UNCHANGED } from '#domain/standing/standing.ts'
import type { Rule } from '#domain/word-filter/rule.ts'
import type { TicketClaims } from '#durable-objects/room/contract.ts'
import type { RoomDependencies } from '#durable-objects/room/core/dependencies.ts'
import { RoomCore } from '#durable-objects/room/core/room-core.ts'
import { createRoomStorage } from '#durable-objects/room/storage/create-room-storage.ts'
import type { RoomStorage } from '#durable-objects/room/storage/port.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import type { HistoryMessage } from '#schema/wire/http/history.ts'
import type { Position } from '#schema/wire/ids.ts'
import { createKeyring, type Keyring } from '#services/content-keys/create-keyring.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import type { LoadedRoom } from '#services/rooms/load-room.ts'
import { countPendingCrypto } from './count-crypto.ts'
import { FakeSocket } from './fake-socket.ts'
import { createNodeDriver } from './node-driver.ts'

export const ROOM_ID = '01900000-0000-7000-8000-00000000aaaa'
export const OWNER_ID = '01900000-0000-7000-8000-000000000001'
const MASTER_KEY = `1:${btoa('k'.repeat(32))}`

export type Client = { socket: FakeSocket; session: Session | null; actor: Actor }

export const buildActor = (actor: Partial<Actor> = {}): Actor => ({
  userId: OWNER_ID,
  name: 'Olga Owner',
  role: 'member',
  sessionId: 'session-1',
  ...actor,
})

/** A room with everything around it: a clock that only the test moves, stores that can be down, restarts. */
export class RoomWorld {
  nowMs = Date.UTC(2026, 10, 1)
  rules: Rule[] = []
  isRecordDown = false
  isOutboxDown = false
  /** Holds searches in Postgres until it resolves. */
  searchGate: Promise<void> = Promise.resolve()
  failNextWrite = false
  failNextAlarm = false
  /** The epoch is taken, and the reply lost. */
  loseNextEpochReply = false
  room: LoadedRoom | null
  recorded: HistoryMessage[] = []
  savedCursors: unknown[] = []
  recordedIds = new Map<string, Position & { at: number }>()
  recordedCount = 0
  readonly outboxRecords = new Map<string, OutboxRecord>()
  readonly enqueued: number[] = []
  readonly logs: { level: string; event: string; fields: unknown }[] = []
  readonly calls = { loadRoom: 0, findByClientId: 0, findFirstSince: 0, readMessages: 0, wakeDrainer: 0 }
  /** Long enough to outlast every test that is about something else. */
  maxSocketAgeMs = 1000 * 24 * 3_600_000
  relayThreshold = 1_000_000
  /** How people stand, as their inboxes know it. */
  standings = new Map<string, Standing>()
  isInboxDown = false
  /** What happens while an inbox answers. */
  beforeInboxAnswers: () => Promise<void> = async () => {}
  deliver: RoomDependencies['deliver'] = () => Promise.reject(new Error('there is no relay'))
  limits = { messagesPerSecond: 1_000_000, messageBurst: 1_000_000 }
  planLimits: PlanLimits = {}
  alarmAt: number | null = null
  /** Calls between objects that have not come back. */
  underWay = 0
  /** What is to be done later and is not done yet. */
  timers: { of: string; dueAt: number; resolve(): void }[] = []
  database = new DatabaseSync(':memory:')
  storage: RoomStorage
  keyring: Keyring = createKeyring(MASTER_KEY)
  clients: Client[] = []
  core: RoomCore
  #ids = 0
  /** What an object that was killed has begun does nothing any more. */
  #life = 0

  constructor(room: Partial<LoadedRoom> = {}) {
    this.room = {
      id: ROOM_ID,
      name: 'Harbour',
      topic: '',
      visibility: 'public',
      mode: 'moderated',
      createdBy: OWNER_ID,
      creatorName: 'Olga Owner',
      epoch: 0,
      createdAt: new Date(this.nowMs),
      archivedAt: null,
      members: [],
      cursors: [],
      head: null,
      ...room,
    }
    this.storage = this.#openStorage()
    this.core = new RoomCore(this.#createDependencies())
  }

  #openStorage(): RoomStorage {
    const storage = createRoomStorage(createNodeDriver(this.database))
    const life = this.#life
    return {
      ...storage,
      appendPage: (page, effects) => {
        if (life !== this.#life) throw new Error('killed')
        if (this.failNextWrite) {
          this.failNextWrite = false
          throw new Error('disk full')
        }
        storage.appendPage(page, effects)
      },
    }
  }

  /** The object is evicted and comes back. With `sockets`, as after a hibernation, else as after a crash. */
  restart({ keepSockets = false } = {}): void {
    this.#life += 1
    this.storage = this.#openStorage()
    this.timers = this.timers.filter(({ of }) => of !== 'room')
    this.core = new RoomCore(this.#createDependencies())
    if (!keepSockets) this.clients = []
    for (const client of this.clients) {
      client.session = this.core.restoreSocket(client.socket, client.socket.attachment)
    }
  }

  loseStorage(): void {
    this.database = new DatabaseSync(':memory:')
  }

  mintId(atMs = this.nowMs): string {
    this.#ids += 1
    const time = atMs.toString(16).padStart(12, '0')
    const tail = this.#ids.toString(16).padStart(12, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`
  }

  claims(actor: Actor, claims: Partial<TicketClaims> = {}): TicketClaims {
    const { userId, name, role, sessionId } = actor
    const expiresAt = this.nowMs + 30_000
    const sessionExpiresAt = this.nowMs + 86_400_000
    const identity = {
      ticketId: this.mintId(),
      roomId: ROOM_ID,
      userId,
      name,
      role,
      roleVersion: 1,
      sessionId,
    }
    return { ...identity, expiresAt, sessionExpiresAt, ...claims }
  }

  decideAdmission(claims: unknown) {
    return this.core.decideAdmission(Buffer.from(JSON.stringify(claims)).toString('base64url'))
  }

  async open(actor: Actor, claims: Partial<TicketClaims> = {}): Promise<Client> {
    const admission = await this.decideAdmission(this.claims(actor, claims))
    if (admission.type !== 'admit') throw new Error(`not admitted: ${JSON.stringify(admission)}`)
    const socket = new FakeSocket()
    const client = { socket, session: this.core.addSocket(socket, admission), actor }
    this.clients.push(client)
    return client
  }

  /** Joins where needed, opens a socket and says hello, as a client of revision 1 unless told. */
  async enter(
    actor: Actor = buildActor(),
    position: Position | null = null,
    hello: object = {},
  ): Promise<Client> {
    const joined = await this.core.join(actor)
    if (!joined.ok) throw new Error(`not joined: ${joined.code}`)
    const client = await this.open(actor)
    this.say(client, { type: 'hello', position, ...hello })
    await this.settle()
    return client
  }

  say(client: Client, ...events: unknown[]): void {
    this.sayRaw(client, JSON.stringify(events))
  }

  sayRaw({ session }: Client, raw: string | ArrayBuffer): void {
    if (session) this.core.handleFrame(session, raw)
  }

  /** Until everything under way has come to rest. */
  async settle(): Promise<void> {
    for (let quietTurns = 0; quietTurns < 4; quietTurns += 1) {
      if (countPendingCrypto() > 0 || this.underWay > 0) quietTurns = 0
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Moves the clock, and runs what comes due on the way in its order. */
  async advance(ms: number): Promise<void> {
    const until = this.nowMs + ms
    for (;;) {
      await this.settle()
      const next = this.timers.filter(({ dueAt }) => dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0]
      if (!next) break
      this.timers.splice(this.timers.indexOf(next), 1)
      this.nowMs = Math.max(this.nowMs, next.dueAt)
      next.resolve()
    }
    this.nowMs = Math.max(this.nowMs, until)
  }

  async runAlarm(): Promise<void> {
    this.alarmAt = null
    await this.core.runAlarm()
  }

  #failWhere(isDown: boolean): void {
    if (isDown) throw new Error('connection refused')
  }

  #createDependencies(): RoomDependencies {
    const life = this.#life
    return {
      roomId: ROOM_ID,
      storage: this.storage,
      keyring: this.keyring,
      now: () => this.nowMs,
      random: () => 0.5,
      pause: async (ms) => {
        this.nowMs += ms
        await new Promise((resolve) => setImmediate(resolve))
      },
      later: (ms) =>
        new Promise((resolve) => {
          this.timers.push({ of: 'room', dueAt: this.nowMs + ms, resolve })
        }),
      heartbeatAt: (socket) => (socket instanceof FakeSocket ? socket.heartbeatAt : null),
      setAlarm: (atMs) => {
        if (this.failNextAlarm) {
          this.failNextAlarm = false
          throw new Error('no alarm')
        }
        this.alarmAt = atMs
      },
      log: (level, event, fields) => this.logs.push({ level, event, fields }),
      plans: computePlans(this.limits, this.planLimits),
      maxSocketAgeMs: this.maxSocketAgeMs,
      record: {
        loadRoom: async () => {
          this.calls.loadRoom += 1
          this.#failWhere(this.isRecordDown)
          return this.room
        },
        takeEpoch: async (epoch) => {
          this.#failWhere(this.isRecordDown)
          if (!this.room || this.room.epoch >= epoch) return false
          this.room = { ...this.room, epoch }
          if (this.loseNextEpochReply) {
            this.loseNextEpochReply = false
            throw new Error('no answer')
          }
          return true
        },
        loadRules: async () => {
          this.#failWhere(this.isRecordDown)
          return this.rules
        },
        readMessages: async ({ before = Number.POSITIVE_INFINITY, after = -1, thread, limit }) => {
          this.calls.readMessages += 1
          this.#failWhere(this.isRecordDown)
          const matching = this.recorded.filter(
            (message) =>
              message.seq < before &&
              message.seq > after &&
              (thread === undefined || message.thread?.seq === thread),
          )
          const messages = after === -1 ? matching.slice(-limit) : matching.slice(0, limit)
          return { messages, hasMore: matching.length > limit }
        },
        findFirstSince: async ({ since, after }) => {
          this.calls.findFirstSince += 1
          this.#failWhere(this.isRecordDown)
          return this.recorded.find(({ seq, at }) => seq > after && at >= since)?.seq ?? null
        },
        findByClientId: async ({ actorId, clientId }) => {
          this.calls.findByClientId += 1
          await this.searchGate
          this.#failWhere(this.isRecordDown)
          return this.recordedIds.get(`${actorId} ${clientId}`) ?? null
        },
        countUnread: async ({ userId, after, upTo }) => {
          this.#failWhere(this.isRecordDown)
          return this.recorded.filter(
            ({ seq, author, deletedAt }) =>
              seq > after && seq <= upTo && author.id !== userId && deletedAt === undefined,
          ).length
        },
        saveCursors: async (cursors) => {
          this.#failWhere(this.isRecordDown)
          this.savedCursors.push(...cursors)
        },
        countRecorded: async () => {
          this.#failWhere(this.isRecordDown)
          return this.recordedCount
        },
      },
      enterInbox: async (userId) => {
        this.#failWhere(this.isInboxDown)
        const standing = this.standings.get(userId) ?? UNCHANGED
        await this.beforeInboxAnswers()
        return standing
      },
      relayThreshold: this.relayThreshold,
      deliver: (relay, delivery) =>
        life === this.#life ? this.deliver(relay, delivery) : new Promise(() => {}),
      outbox: {
        enqueue: async (records) => {
          this.#failWhere(this.isOutboxDown)
          this.enqueued.push(records.length)
          for (const record of records) this.outboxRecords.set(`${record.epoch}:${record.seq}`, record)
        },
        wakeDrainer: async () => {
          this.calls.wakeDrainer += 1
        },
      },
    }
  }
}
