import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, test } from 'vitest'
import { closeAll, enter, GUS, open, resetStores, roomOf, seedRoom } from '#test/workerd/room.ts'
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

test('an inbox knows whose it is after its name is gone', async () => {
  const roomId = await seedRoom()
  await enter(roomId, { ...asGus, sessionId: '01900000-0000-7000-8000-0000000000b2' })
  const kept = await runInDurableObject(env.INBOX.getByName(GUS), (_, { storage }) => storage.kv.get('name'))
  expect(kept).toBe(GUS)
})
