import type { History } from '#sdk/index.ts'
import { YOU } from '#sdk/testing/fake-room.ts'
import { createFakeWorld } from '#sdk/testing/fake-world.ts'
import { AccountStorage } from '../conversation/account-storage.ts'
import type { ConversationClient } from '../conversation/conversation-store.ts'
import { createMemoryStore } from './memory-store.ts'

type Query = NonNullable<Parameters<ConversationClient['rooms']['history']>[1]>

/** A conversation's surroundings: the real SDK on a network, a room and a store in memory. */
export function createConversationWorld() {
  const world = createFakeWorld()
  const me = { ...YOU, role: 'member' } as const
  const store = createMemoryStore()
  const queries: Query[] = []
  const client: ConversationClient = {
    connect: (_roomId, options) => world.connect(options),
    rooms: {
      history: async (_roomId, query = {}) => {
        queries.push(query)
        return surroundings.answerHistory(query)
      },
      pins: async () => ({ messages: [] }),
      members: async () => ({ members: [], nextCursor: null }),
    },
  }
  const surroundings = {
    world,
    me,
    store,
    storage: new AccountStorage(store, me.id),
    queries,
    answerHistory: async (_query: Query): Promise<History> => ({ messages: [], hasMore: false }),
    client,
  }
  return surroundings
}
