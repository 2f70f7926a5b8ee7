import { z } from 'zod'
import { applyChange, type Standing, standing, UNCHANGED } from '#domain/standing/standing.ts'
import type { RecordedChange } from '#domain/standing/standing-change.ts'
import type { RoomDependencies } from './dependencies.ts'

const DOCUMENT = 'standings'
/** A socket that was admitted before a change reaches its relay and says hello within a minute. */
const REMEMBERED_MS = 65_000

const stored = z.array(z.object({ userId: z.string(), until: z.int(), standing }))
type Recent = { until: number; standing: Standing; version: number }

/** What inboxes have told lately: it counts for sockets that were admitted before and come after. Outlives a restart. */
export class Standings {
  readonly #deps: Pick<RoomDependencies, 'storage' | 'now'>
  readonly #recent = new Map<string, Recent>()
  #version = 0

  constructor(deps: Pick<RoomDependencies, 'storage' | 'now'>) {
    this.#deps = deps
    const document = deps.storage.readDocument(DOCUMENT)
    if (document === null) return
    for (const { userId, until, standing } of stored.parse(JSON.parse(document)))
      this.#recent.set(userId, { until, standing, version: 0 })
  }

  /** Grows when anything is told of the person. */
  version(userId: string): number {
    return this.#recent.get(userId)?.version ?? 0
  }

  find(userId: string): Standing | null {
    const recent = this.#recent.get(userId)
    return recent && recent.until > this.#deps.now() ? recent.standing : null
  }

  note(userId: string, changes: readonly RecordedChange[]): Standing {
    const now = this.#deps.now()
    for (const [id, { until }] of this.#recent) if (until <= now) this.#recent.delete(id)
    const before = this.#recent.get(userId)?.standing ?? UNCHANGED
    const standing = changes.reduce(applyChange, before)
    this.#version += 1
    this.#recent.set(userId, { until: now + REMEMBERED_MS, standing, version: this.#version })
    const kept = [...this.#recent].map(([id, recent]) => ({
      userId: id,
      until: recent.until,
      standing: recent.standing,
    }))
    this.#deps.storage.writeDocument(DOCUMENT, JSON.stringify(kept))
    return standing
  }
}
