import type { Actor } from '#domain/roles/can.ts'
import {
  type Delivery,
  type ForwardedAnswer,
  type ForwardedFrame,
  HOLDS_NOTHING,
  type RelayReport,
} from '#durable-objects/relay/contract.ts'
import { RelayCore } from '#durable-objects/relay/core/relay-core.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import type { Position } from '#schema/wire/ids.ts'
import { FakeSocket } from '#test/room/fake-socket.ts'
import { buildActor, RoomWorld } from '#test/room/room-world.ts'

type Held = { core: RelayCore; head: Position | null; alarmAt: number | null; sessions: RelayedClient[] }
export type RelayedClient = { socket: FakeSocket; session: Session | null; actor: Actor; relay: string }

/** A room and its relays, joined by calls that can fail on the way there or back. */
export class RelayWorld {
  readonly room = new RoomWorld()
  readonly relays = new Map<string, Held>()
  /** Asked once for each call between the objects: lost on its way, or its answer is. */
  fate: () => 'arrives' | 'lost' | 'answer lost' = () => 'arrives'

  constructor(threshold = 1) {
    this.room.relayThreshold = threshold
    this.room.deliver = (name, delivery) => this.#call(() => this.deliver(name, delivery))
    this.room.restart()
  }

  deliver(name: string, delivery: Delivery): Promise<RelayReport> {
    const held = this.relays.get(name)
    if (!held) return Promise.resolve(HOLDS_NOTHING)
    return held.core.deliver(structuredClone(delivery))
  }

  /** Joins, is admitted, and says hello over whatever object holds the socket. */
  async enter(
    actor: Actor = buildActor(),
    position: Position | null = null,
    hello: object = { revision: 2 },
  ): Promise<RelayedClient> {
    const joined = await this.room.core.join(actor)
    if (!joined.ok) throw new Error(joined.code)
    const client = await this.open(actor)
    this.say(client, { type: 'hello', position, ...hello })
    await this.room.settle()
    return client
  }

  /** `meanwhile`: what happens between the room's word and the socket's arrival at its relay. */
  async open(actor: Actor, meanwhile: () => Promise<void> = async () => {}): Promise<RelayedClient> {
    const admission = await this.room.decideAdmission(this.room.claims(actor))
    const socket = new FakeSocket()
    if (admission.type === 'admit') {
      return { socket, session: this.room.core.addSocket(socket, admission), actor, relay: '' }
    }
    if (admission.type !== 'relay') throw new Error(`not admitted: ${JSON.stringify(admission)}`)
    await meanwhile()
    const { relay } = admission
    const held = this.relays.get(relay) ?? this.start(relay)
    const client = { socket, session: held.core.addSocket(socket, admission), actor, relay }
    held.sessions.push(client)
    return client
  }

  say(client: RelayedClient, ...events: unknown[]): void {
    if (!client.session) return
    const frame = JSON.stringify(events)
    const held = this.relays.get(client.relay)
    if (held) held.core.handleFrame(client.session, frame)
    else this.room.core.handleFrame(client.session, frame)
  }

  start(name: string, head: Position | null = null): Held {
    const held: Held = { core: null as never, head, alarmAt: null, sessions: [] }
    held.core = new RelayCore({
      name,
      room: {
        forward: (frames) => this.#call(() => this.#forward(name, frames)),
        readEvents: (after, limit) => this.#call(() => this.room.core.readEvents(after, limit, name)),
        report: (report) => this.#call(() => this.room.core.report(name, report)),
      },
      now: () => this.room.nowMs,
      pause: () => this.#rest(),
      later: (ms) =>
        new Promise((resolve) => {
          this.room.timers.push({ of: name, dueAt: this.room.nowMs + ms, resolve })
        }),
      heartbeatAt: (socket) => (socket instanceof FakeSocket ? socket.heartbeatAt : null),
      setAlarm: (atMs) => {
        held.alarmAt = atMs
      },
      log: () => {},
      readHead: () => held.head,
      writeHead: (next) => {
        held.head = next
      },
    })
    this.relays.set(name, held)
    return held
  }

  /** The relay is killed: its sockets are gone. */
  kill(name: string): void {
    const held = this.relays.get(name)
    this.relays.delete(name)
    for (const { socket } of held?.sessions ?? []) socket.close(1006, '')
  }

  /** The relay slept and wakes, its sockets with it. */
  hibernate(name: string): void {
    const before = this.relays.get(name)
    if (!before) throw new Error('there is no such relay')
    const held = this.start(name, before.head)
    for (const client of before.sessions) {
      if (client.socket.closed) continue
      client.session = held.core.restoreSocket(client.socket, client.socket.attachment)
      held.sessions.push(client)
    }
  }

  async #forward(name: string, frames: readonly ForwardedFrame[]): Promise<ForwardedAnswer[]> {
    return structuredClone(await this.room.core.forward(name, structuredClone(frames)))
  }

  async #call<T>(act: () => Promise<T>): Promise<T> {
    this.room.underWay += 1
    try {
      return await this.#run(act)
    } finally {
      this.room.underWay -= 1
    }
  }

  async #rest(): Promise<void> {
    this.room.underWay += 1
    await new Promise((resolve) => setImmediate(resolve))
    this.room.underWay -= 1
  }

  async #run<T>(act: () => Promise<T>): Promise<T> {
    const fate = this.fate()
    await new Promise((resolve) => setImmediate(resolve))
    if (fate === 'lost') throw new Error('lost')
    const result = await act()
    await new Promise((resolve) => setImmediate(resolve))
    if (fate === 'answer lost') throw new Error('the answer was lost')
    return result
  }
}
