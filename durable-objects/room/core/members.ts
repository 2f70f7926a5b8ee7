import type { Effect, RoomStorage, StoredMember } from '../storage/port.ts'

const MAX_CACHED = 20_000

/** Who is in the room, read from storage once per person. */
export class Members {
  readonly #storage: RoomStorage
  readonly #present = new Map<string, StoredMember | null>()

  constructor(storage: RoomStorage) {
    this.#storage = storage
  }

  /** The member; null for who is not, or no longer, one. */
  find(userId: string): StoredMember | null {
    const known = this.#present.get(userId)
    if (known !== undefined) return known
    const stored = this.#storage.findMember(userId)
    const member = stored && stored.leftAt === null ? stored : null
    if (this.#present.size >= MAX_CACHED) this.#present.clear()
    this.#present.set(userId, member)
    return member
  }

  apply(effect: Effect): void {
    if ('userId' in effect) this.#present.delete(effect.userId)
  }
}
