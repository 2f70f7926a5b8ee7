import * as z from 'zod'
import { type PresenceChoice, presenceChoice } from '#schema/wire/client/presence.ts'
import { roomId } from '#schema/wire/ids.ts'
import type { PendingStore } from '#sdk/index.ts'

export type KeyValueStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const roomIds = z.array(roomId).catch([])

/** What one account leaves in the browser between two visits: unsent messages, the rooms that hold some, its presence. */
export class AccountStorage implements PendingStore {
  readonly #store: KeyValueStore
  readonly #accountId: string
  #isWiped = false

  constructor(store: KeyValueStore, accountId: string) {
    this.#store = store
    this.#accountId = accountId
  }

  getItem(key: string): string | null {
    return this.#store.getItem(key)
  }

  setItem(key: string, value: string): void {
    if (!this.#isWiped) this.#store.setItem(key, value)
  }

  removeItem(key: string): void {
    this.#store.removeItem(key)
  }

  readUnsentRooms(): string[] {
    try {
      return roomIds.parse(JSON.parse(this.getItem(this.#unsentKey) ?? '[]'))
    } catch {
      return []
    }
  }

  markUnsent(room: string, hasUnsent: boolean): void {
    const others = this.readUnsentRooms().filter((id) => id !== room)
    const next = hasUnsent ? [...others, room] : others
    try {
      if (next.length === 0) this.removeItem(this.#unsentKey)
      else this.setItem(this.#unsentKey, JSON.stringify(next))
    } catch {
      // The store is full or forbidden: what is unsent then lives as long as the page.
    }
  }

  /** What others see of this person, `online` where nothing was chosen. */
  readPresence(): PresenceChoice {
    return presenceChoice.catch('online').parse(this.getItem(this.#presenceKey))
  }

  keepPresence(choice: PresenceChoice): void {
    try {
      this.setItem(this.#presenceKey, choice)
    } catch {
      // The store is full or forbidden: the choice then lives as long as the page.
    }
  }

  /** Discards what this account left unsent in a room. */
  forgetRoom(room: string): void {
    this.markUnsent(room, false)
    this.#removeWhere((key) => key.includes(this.#accountId) && key.includes(room))
  }

  /** Leaves nothing of this account behind, now or later. */
  wipe(): void {
    this.#isWiped = true
    this.#removeWhere((key) => key.includes(this.#accountId))
  }

  #removeWhere(matches: (key: string) => boolean): void {
    const keys = Array.from({ length: this.#store.length }, (_, index) => this.#store.key(index))
    for (const key of keys) if (key !== null && matches(key)) this.#store.removeItem(key)
  }

  get #presenceKey(): string {
    return `sentinel.presence.1:${this.#accountId}`
  }

  get #unsentKey(): string {
    return `sentinel.unsent.1:${this.#accountId}`
  }
}
