import { z } from 'zod'
import type { RecordedChange } from '#domain/standing/standing-change.ts'
import type { Broadcast } from '#durable-objects/sockets/broadcast.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { RelayReport } from '../../../relay/contract.ts'
import type { RemoteAudience, Whose } from '../audience.ts'
import type { RoomDependencies } from '../dependencies.ts'
import { COME_BACK_MS } from '../limits.ts'
import type { PresenceCounts } from '../live/presence.ts'
import { computeRelay } from './compute-relay.ts'
import { RelayLink } from './relay-link.ts'

const DOCUMENT = 'relays'
const storedNames = z.array(z.string())

/** The relays of a room that is too large for one object. Their names outlive a restart. */
export class Relays implements RemoteAudience {
  readonly #deps: RoomDependencies
  readonly #head: () => Position
  readonly #links = new Map<string, RelayLink>()
  /** Told when what the relays hold has changed. */
  onChange: () => void = () => {}

  constructor(deps: RoomDependencies, head: () => Position) {
    this.#deps = deps
    this.#head = head
    const stored = deps.storage.readDocument(DOCUMENT)
    if (stored === null) return
    for (const name of storedNames.parse(JSON.parse(stored))) this.#open(name)
  }

  get sockets(): number {
    let sum = 0
    for (const link of this.#links.values()) sum += link.sockets
    return sum
  }

  countOf(userId: string): number {
    let sum = 0
    for (const link of this.#links.values()) sum += link.countOf(userId)
    return sum
  }

  countPresence(): PresenceCounts {
    const counts = { online: 0, away: 0 }
    for (const { report } of this.#links.values()) {
      counts.online += report.online
      counts.away += report.away
    }
    return counts
  }

  /** After a start: each relay learns how far the log goes. */
  sync(): void {
    for (const link of this.#links.values()) link.sync()
  }

  /** The relay that is to hold one more socket of this person. */
  assign({ id, userId, region }: { id: string; userId: string; region: string }): string {
    const sockets = new Map([...this.#links].map(([name, link]) => [name, link.sockets]))
    const { roomId, relayThreshold: capacity } = this.#deps
    const name = computeRelay({ roomId, region, sockets, capacity })
    const known = this.#links.get(name)
    const link = known ?? this.#open(name)
    if (!known) this.#store()
    link.assign(id, userId)
    return name
  }

  knows(name: string): boolean {
    return this.#links.has(name)
  }

  accept(name: string, report: RelayReport): void {
    this.#links.get(name)?.accept(report)
  }

  broadcast({ firstSeq, events, revises, mentions }: Broadcast): void {
    this.#push({ type: 'events', firstSeq, events, revises, mentions })
  }

  announce(json: string): void {
    this.#push({ type: 'announce', json })
  }

  close(whose: Whose, code: number, reason: string): void {
    this.#push({ type: 'close', whose, code, reason })
  }

  /** Each relay ends those sockets of the person that the changes end. Resolves once all have. */
  async judge(userId: string, changes: readonly RecordedChange[]): Promise<void> {
    const reason = `retry_after_ms=${COME_BACK_MS}`
    const item = { type: 'close', whose: { userId, changes }, code: CLOSE.restarting, reason } as const
    await Promise.all([...this.#links.values()].map((link) => link.tell(item)))
  }

  #push(item: Parameters<RelayLink['push']>[0]): void {
    for (const link of this.#links.values()) link.push(item)
  }

  #open(name: string): RelayLink {
    const link = new RelayLink({
      ...{ name, deps: this.#deps, head: this.#head },
      onChange: () => {
        if (link.sockets === 0) this.#forget(name)
        this.onChange()
      },
    })
    this.#links.set(name, link)
    return link
  }

  /** It holds no socket any more; the next one that is sent there brings it back. */
  #forget(name: string): void {
    if (this.#links.delete(name)) this.#store()
  }

  #store(): void {
    this.#deps.storage.writeDocument(DOCUMENT, JSON.stringify([...this.#links.keys()]))
  }
}
