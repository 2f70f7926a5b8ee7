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

  constructor(options: ConversationsOptions) {
    this.#options = options
  }

  get(roomId: string): ConversationStore {
    const known = this.#stores.get(roomId)
    if (known) return known
    const { client, me, storage } = this.#options
    const store = new ConversationStore({ client, me, roomId, pendingStore: storage })
    this.#stores.set(roomId, store)
    let hadPending = false
    store.subscribe(() => {
      if (store.hasPending === hadPending) return
      hadPending = store.hasPending
      storage.markUnsent(roomId, hadPending)
      this.#closeWhenDone(store)
    })
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

  readonly countUnsent = (): number =>
    [...this.#stores.values()].reduce((count, store) => count + store.state.pending.length, 0)

  readonly countUnsentIn = (roomId: string): number => this.#stores.get(roomId)?.state.pending.length ?? 0

  /** Ends a conversation for good, for example after leaving the room. */
  drop(roomId: string): void {
    this.#stores.get(roomId)?.close()
    this.#stores.delete(roomId)
    this.#options.storage.markUnsent(roomId, false)
  }

  closeAll(): void {
    for (const store of this.#stores.values()) store.close()
  }

  #closeWhenDone(store: ConversationStore): void {
    const isInUse = (this.#entered.get(store.roomId) ?? 0) > 0
    if (!isInUse && !store.hasPending) store.close()
  }
}
