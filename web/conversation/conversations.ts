import type { PresenceChoice } from '#schema/wire/client/presence.ts'
import type { Me } from '#sdk/index.ts'
import type { AccountStorage } from './account-storage.ts'
import { type ConversationClient, ConversationStore } from './conversation-store.ts'

export type ConversationsOptions = {
  client: ConversationClient
  me: Me
  storage: AccountStorage
}

/** The conversations of one signed-in account. A room stays connected while it is looked at or holds unsent messages. */
export class Conversations {
  readonly #options: ConversationsOptions
  readonly #stores = new Map<string, ConversationStore>()
  readonly #entered = new Map<string, number>()
  readonly #listeners = new Set<() => void>()
  #unsent: ReadonlyMap<string, number> = new Map()
  #presence: PresenceChoice

  constructor(options: ConversationsOptions) {
    this.#options = options
    this.#presence = options.storage.readPresence()
  }

  get presence(): PresenceChoice {
    return this.#presence
  }

  /** What others see of this person, in every room and at the next visit too. */
  setPresence(choice: PresenceChoice): void {
    this.#presence = choice
    this.#options.storage.keepPresence(choice)
    for (const store of this.#stores.values()) store.setPresence(choice)
  }

  get(roomId: string): ConversationStore {
    const known = this.#stores.get(roomId)
    if (known) return known
    const { client, me, storage } = this.#options
    const store = new ConversationStore({
      ...{ client, me, roomId },
      pendingStore: storage,
      presence: this.#presence,
    })
    this.#stores.set(roomId, store)
    store.subscribe(() => this.#noteUnsent(store))
    return store
  }

  /** Connects the rooms that a former visit left unsent messages in. */
  resumeUnsent(): void {
    for (const roomId of this.#options.storage.readUnsentRooms()) this.get(roomId).open()
  }

  /** The room is looked at until the returned function is called. */
  enter(roomId: string): () => void {
    this.#entered.set(roomId, (this.#entered.get(roomId) ?? 0) + 1)
    const store = this.get(roomId)
    store.open()
    return () => {
      this.#entered.set(roomId, (this.#entered.get(roomId) ?? 1) - 1)
      this.#closeWhenDone(store)
    }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** How many operations are unsent, by room; rooms without any are left out. */
  readonly getUnsent = (): ReadonlyMap<string, number> => this.#unsent

  /** Ends a conversation for good, for example after leaving the room. */
  drop(roomId: string): void {
    const store = this.#stores.get(roomId)
    this.#stores.delete(roomId)
    store?.close()
    this.#options.storage.forgetRoom(roomId)
    this.#setUnsent(roomId, 0)
  }

  closeAll(): void {
    for (const store of this.#stores.values()) store.close()
  }

  #noteUnsent(store: ConversationStore): void {
    const { roomId, state } = store
    const before = this.#unsent.get(roomId) ?? 0
    const count = state.pending.length
    if (this.#stores.get(roomId) !== store || count === before) return
    this.#setUnsent(roomId, count)
    if (count > 0 !== before > 0) this.#options.storage.markUnsent(roomId, count > 0)
    this.#closeWhenDone(store)
  }

  #setUnsent(roomId: string, count: number): void {
    const unsent = new Map(this.#unsent)
    if (count > 0) unsent.set(roomId, count)
    else unsent.delete(roomId)
    this.#unsent = unsent
    for (const listener of this.#listeners) listener()
  }

  #closeWhenDone(store: ConversationStore): void {
    const isInUse = (this.#entered.get(store.roomId) ?? 0) > 0
    if (!isInUse && !store.hasPending) store.close()
  }
}
