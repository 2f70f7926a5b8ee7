import { describe, expect, it } from 'vitest'
import { ADA, BEA } from '../testing/build-events.ts'
import { createMemoryStore } from '../testing/memory-store.ts'
import { AccountStorage } from './account-storage.ts'

const ROOM = '01900000-0000-7000-8000-00000000000a'

describe('AccountStorage', () => {
  it('remembers which rooms hold unsent messages, for one account only', () => {
    const store = createMemoryStore()
    new AccountStorage(store, ADA.id).markUnsent(ROOM, true)
    expect(new AccountStorage(store, ADA.id).readUnsentRooms()).toEqual([ROOM])
    expect(new AccountStorage(store, BEA.id).readUnsentRooms()).toEqual([])
    new AccountStorage(store, ADA.id).markUnsent(ROOM, false)
    expect(store.length).toBe(0)
  })

  it.each(['', '{', '{}', '["../x"]', '[1]', 'null'])('takes %j in the store for nothing', (text) => {
    const store = createMemoryStore()
    store.setItem(`sentinel.unsent.1:${ADA.id}`, text)
    expect(new AccountStorage(store, ADA.id).readUnsentRooms()).toEqual([])
  })

  it('wiped, it leaves nothing of its account, keeps others’, and takes nothing more', () => {
    const store = createMemoryStore()
    const storage = new AccountStorage(store, ADA.id)
    storage.setItem(`sentinel.pending.1:${ADA.id}:${ROOM}`, 'secret')
    storage.markUnsent(ROOM, true)
    store.setItem(`sentinel.pending.1:${BEA.id}:${ROOM}`, 'hers')
    storage.wipe()
    storage.setItem(`sentinel.pending.1:${ADA.id}:${ROOM}`, 'late')
    expect(store.length).toBe(1)
    expect(store.getItem(`sentinel.pending.1:${BEA.id}:${ROOM}`)).toBe('hers')
  })

  it('keeps what others may see, and takes anything that is no choice for online', () => {
    const store = createMemoryStore()
    const storage = new AccountStorage(store, ADA.id)
    expect(storage.readPresence()).toBe('online')
    storage.keepPresence('invisible')
    expect(new AccountStorage(store, ADA.id).readPresence()).toBe('invisible')
    expect(new AccountStorage(store, BEA.id).readPresence()).toBe('online')
    store.setItem(`sentinel.presence.1:${ADA.id}`, 'dancing')
    expect(storage.readPresence()).toBe('online')
  })

  it('forgets one room and keeps the others', () => {
    const store = createMemoryStore()
    const storage = new AccountStorage(store, ADA.id)
    const other = ROOM.replace(/a$/, 'b')
    for (const room of [ROOM, other]) {
      storage.setItem(`sentinel.pending.1:${ADA.id}:${room}`, room)
      storage.markUnsent(room, true)
    }
    storage.forgetRoom(ROOM)
    expect(storage.readUnsentRooms()).toEqual([other])
    expect(storage.getItem(`sentinel.pending.1:${ADA.id}:${ROOM}`)).toBeNull()
    expect(storage.getItem(`sentinel.pending.1:${ADA.id}:${other}`)).toBe(other)
  })

  it('goes on when the store is full', () => {
    const store = createMemoryStore()
    store.setItem = () => {
      throw new Error('full')
    }
    expect(() => new AccountStorage(store, ADA.id).markUnsent(ROOM, true)).not.toThrow()
  })
})
