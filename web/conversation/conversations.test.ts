import { describe, expect, it } from 'vitest'
import { ROOM_ID } from '#sdk/testing/fake-room.ts'
import { createConversationWorld } from '../testing/conversation-world.ts'
import { Conversations } from './conversations.ts'

const isOpen = (conversations: Conversations) => conversations.get(ROOM_ID).state.connection.kind === 'open'

describe('Conversations', () => {
  it('a room that is no longer looked at is disconnected once everything is sent', async () => {
    const { client, me, storage, world } = createConversationWorld()
    const conversations = new Conversations({ client, me, storage })
    const leave = conversations.enter(ROOM_ID)
    await world.settle()
    conversations.get(ROOM_ID).send('on its way')
    leave()
    expect(isOpen(conversations)).toBe(true)
    await world.settle()
    expect(isOpen(conversations)).toBe(false)
    expect(world.room.log).toHaveLength(1)
  })

  it('a new visit sends what the last one left, without the room being looked at', async () => {
    const { client, me, storage, world } = createConversationWorld()
    const before = new Conversations({ client, me, storage })
    before.enter(ROOM_ID)
    before.get(ROOM_ID).send('left over')
    await world.platform.advance(0)
    expect([...before.getUnsent()]).toEqual([[ROOM_ID, 1]])
    before.closeAll()
    const after = new Conversations({ client, me, storage })
    after.resumeUnsent()
    await world.settle()
    expect(world.room.log).toMatchObject([{ text: 'left over' }])
    expect(storage.readUnsentRooms()).toEqual([])
    expect(isOpen(after)).toBe(false)
  })

  it('dropping a room discards what it left unsent', async () => {
    const { client, me, storage, store, world } = createConversationWorld()
    const conversations = new Conversations({ client, me, storage })
    conversations.enter(ROOM_ID)
    await world.settle()
    world.network.current.drop()
    conversations.get(ROOM_ID).send('never mind')
    await world.platform.advance(0)
    expect(store.length).toBeGreaterThan(0)
    conversations.drop(ROOM_ID)
    expect(store.length).toBe(0)
    expect(conversations.getUnsent().size).toBe(0)
  })

  it('entered twice and left once, a room stays connected', async () => {
    const { client, me, storage, world } = createConversationWorld()
    const conversations = new Conversations({ client, me, storage })
    conversations.enter(ROOM_ID)()
    const leave = conversations.enter(ROOM_ID)
    conversations.enter(ROOM_ID)()
    await world.settle()
    expect(isOpen(conversations)).toBe(true)
    leave()
    expect(isOpen(conversations)).toBe(false)
  })

  it('a choice of presence is said in open rooms, and with the greeting of the next visit', async () => {
    const { client, me, storage, world } = createConversationWorld()
    const before = new Conversations({ client, me, storage })
    before.enter(ROOM_ID)
    await world.settle()
    before.setPresence('invisible')
    await world.settle()
    expect(world.room.signals).toContainEqual({ type: 'presence', state: 'invisible' })
    before.closeAll()
    const after = new Conversations({ client, me, storage })
    expect(after.presence).toBe('invisible')
    after.enter(ROOM_ID)
    await world.live(2_000)
    expect(world.room.greetings.at(-1)).toMatchObject({ presence: 'invisible' })
  })
})
