import { applyChange, type Standing } from '#domain/standing/standing.ts'
import type { RecordedChange } from '#domain/standing/standing-change.ts'
import type { InboxRpc } from '../contract.ts'
import type { InboxStorage } from './storage.ts'

/** A socket lives half an hour, and a relay's may come half a minute after the room has admitted it. */
export const REGISTERED_MS = 35 * 60_000
/** For so much longer a room is registered: who comes back meanwhile costs no write. */
export const REGISTRATION_SLACK_MS = 30 * 60_000
/** A change that was told again after longer than this would be taken for a new one, and do the same once more. */
const CHANGES_KEPT_MS = 24 * 3_600_000
const FIRST_RETRY_MS = 500
const MAX_RETRY_MS = 30_000

export type InboxDependencies = {
  storage: InboxStorage
  now(): number
  /** 0 ≤ x < 1 */
  random(): number
  setAlarm(atMs: number): void
  tellRoom(roomId: string, changes: readonly RecordedChange[]): Promise<void>
  log(level: 'warn', event: string, fields: Record<string, number>): void
}

/** Knows which rooms may hold sockets of one person, and tells them what changes about the person. */
export class InboxCore implements InboxRpc {
  readonly #deps: InboxDependencies
  #failures = 0

  constructor(deps: InboxDependencies) {
    this.#deps = deps
  }

  enter(roomId: string): Promise<Standing> {
    const { storage, now } = this.#deps
    const needed = now() + REGISTERED_MS
    storage.register(roomId, { needed, until: needed + REGISTRATION_SLACK_MS })
    return Promise.resolve(storage.readStanding())
  }

  /** Kept when it resolves; a room or a relay that hangs keeps nobody waiting who has something to tell. */
  apply(changes: readonly RecordedChange[]): Promise<void> {
    const { storage, now, setAlarm } = this.#deps
    storage.purge(now(), now() - CHANGES_KEPT_MS)
    for (const change of changes) storage.append(change, applyChange(storage.readStanding(), change))
    // A kill from here on is made good by the alarm, which stands with the change.
    if (storage.listUnheard().length > 0) setAlarm(now() + FIRST_RETRY_MS * 4)
    void this.#tell()
    return Promise.resolve()
  }

  async runAlarm(): Promise<void> {
    this.#deps.storage.purge(this.#deps.now(), this.#deps.now() - CHANGES_KEPT_MS)
    await this.#tell()
  }

  async #tell(): Promise<void> {
    const { storage, tellRoom, log, now, random, setAlarm } = this.#deps
    const results = await Promise.all(
      storage.listUnheard().map(async ({ roomId, last, changes }) => {
        try {
          await tellRoom(roomId, changes)
          storage.markHeard(roomId, last)
          return true
        } catch {
          return false
        }
      }),
    )
    const failed = results.filter((isTold) => !isTold).length
    this.#failures = failed === 0 ? 0 : this.#failures + 1
    if (failed === 0) return
    log('warn', 'inbox.rooms_not_told', { rooms: failed, failures: this.#failures })
    const pause = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 10))
    setAlarm(now() + Math.round(pause * (0.5 + random() / 2)))
  }
}
