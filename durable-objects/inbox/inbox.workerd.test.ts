import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { Room } from '#durable-objects/room/room.ts'
import {
  closeAll,
  enter,
  GUS,
  mintId,
  OLGA,
  open,
  resetStores,
  roomOf,
  seedRoom,
  stores,
} from '#test/workerd/room.ts'
import type { Inbox } from './inbox.ts'

declare global {
  namespace Cloudflare {
    interface Env {
      INBOX: DurableObjectNamespace<Inbox>
    }
  }
}

const SESSION = '01900000-0000-7000-8000-0000000000b1'
const asGus = { userId: GUS, name: 'Gus', sessionId: SESSION }

afterEach(() => {
  resetStores()
  closeAll()
})

test('[REVOKE1] a revocation wakes a hibernated room and an evicted inbox, and closes the socket', async () => {
  const roomId = await seedRoom()
  const gus = await enter(roomId, asGus)
  const olga = await enter(roomId)
  await evictDurableObject(roomOf(roomId))
  await evictDurableObject(env.INBOX.getByName(GUS))
  const change = { type: 'session-revoked', sessionId: SESSION } as const
  await env.INBOX.getByName(GUS).apply([{ id: crypto.randomUUID(), at: Date.now(), change }])
  await gus.until(() => gus.closed !== null)
  expect(gus.closed?.code).toBe(4503)
  expect(olga.closed).toBeNull()
  const again = await open(roomId, asGus)
  await again.until(() => again.closed !== null)
  expect(again.closed?.code).toBe(4503)
})

const revocationOf = (sessionId: string) => ({
  id: crypto.randomUUID(),
  at: Date.now(),
  change: { type: 'session-revoked', sessionId } as const,
})

test('[REVOKE5] a socket at a relay is closed too, with the relay and its room asleep', async () => {
  stores.overrides = { relayThreshold: 1 }
  const roomId = await seedRoom()
  const sessionId = mintId()
  await enter(roomId)
  const gus = await enter(roomId, { ...asGus, sessionId }, null, { revision: 2 })
  await evictDurableObject(env.RELAY.getByName(`${roomId}:any:0`))
  await evictDurableObject(roomOf(roomId))
  await env.INBOX.getByName(GUS).apply([revocationOf(sessionId)])
  await gus.until(() => gus.closed !== null)
  expect(gus.closed?.code).toBe(4503)
}, 30_000)

test('a room that can not be told keeps the alarm armed, through an eviction, until it is', async () => {
  const inbox = env.INBOX.getByName(OLGA)
  const roomId = mintId()
  await inbox.enter(roomId)
  const readHeard = () =>
    runInDurableObject(inbox, (_, { storage }) =>
      storage.sql.exec('SELECT heard FROM rooms WHERE room_id = ?', roomId).one(),
    )
  const before = await readHeard()
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const failing = vi.spyOn(Room.prototype, 'applyStanding').mockRejectedValue(new Error('down'))
  await inbox.apply([revocationOf(mintId())])
  await vi.waitFor(() => expect(warned).toHaveBeenCalled())
  await evictDurableObject(inbox)
  expect(await readHeard()).toEqual(before)
  failing.mockRestore()
  await runDurableObjectAlarm(inbox)
  await vi.waitFor(async () => expect(await readHeard()).not.toEqual(before), { timeout: 4_000 })
  warned.mockRestore()
})

test('an inbox knows whose it is after its name is gone', async () => {
  const roomId = await seedRoom()
  await enter(roomId, { ...asGus, sessionId: '01900000-0000-7000-8000-0000000000b2' })
  const kept = await runInDurableObject(env.INBOX.getByName(GUS), (_, { storage }) => storage.kv.get('name'))
  expect(kept).toBe(GUS)
})
