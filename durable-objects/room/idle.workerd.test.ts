import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { RELAY_HEADER } from '#durable-objects/relay/contract.ts'
import {
  ask,
  askRelay,
  buildClaims,
  type Client,
  closeAll,
  enter,
  GUS,
  mintId,
  resetStores,
  roomOf,
  seedRoom,
  stores,
} from '#test/workerd/room.ts'
import { trackWork } from '#test/workerd/track-work.ts'

const CURRENT = { revision: 2 }
const gus = { userId: GUS, name: 'Gus' }

afterEach(() => {
  resetStores()
  closeAll()
})

function track() {
  const work = trackWork()
  onTestFinished(work.stop)
  return work
}

/** Everything that makes a room set timers: talk, typing, presence, cursors, a background socket. */
async function beBusy(roomId: string): Promise<[Client, Client]> {
  const olga = await enter(roomId, {}, null, CURRENT)
  const peer = await enter(roomId, gus, null, CURRENT)
  peer.say({ type: 'typing', on: true })
  peer.say({ type: 'presence', state: 'away' })
  olga.say({ type: 'send', id: mintId(), text: 'hello' })
  await peer.until(() => peer.of('message').length === 1)
  peer.say({ type: 'cursor', read: { epoch: 1, seq: peer.of('message')[0]?.seq } })
  await olga.until(() => olga.of('receipts').length > 0 && olga.of('typing').length > 0)
  peer.say({ type: 'focus', background: true })
  olga.say({ type: 'send', id: mintId(), text: 'and on' })
  await peer.until(() => peer.of('head').length > 0)
  return [olga, peer]
}

/** Typing alone, which ends by itself after a while. */
async function typeOnly(roomId: string): Promise<void> {
  const olga = await enter(roomId, {}, null, CURRENT)
  olga.say({ type: 'typing', on: true }, { type: 'react', id: mintId() })
  await olga.until(() => olga.of('error').length === 1)
}

const rest = (work: ReturnType<typeof trackWork>) =>
  vi.waitFor(() => expect(work.pending()).toEqual([]), { timeout: 15_000, interval: 100 })

test('a room that has come to rest holds no timer and no request, sleeps, and wakes by a frame', async () => {
  const work = track()
  const roomId = await seedRoom()
  const [olga, peer] = await beBusy(roomId)
  await runDurableObjectAlarm(roomOf(roomId))
  await rest(work)
  await evictDurableObject(roomOf(roomId))
  olga.say({ type: 'send', id: mintId(), text: 'good morning' })
  await olga.until(() => olga.of('ack').length === 3)
  peer.say({ type: 'focus', background: false, position: { epoch: 1, seq: 3 } })
  await peer.until(() => peer.of('message').some(({ text }) => text === 'good morning'))
  await rest(work)
}, 30_000)

test('a timer that is left is seen', async () => {
  const work = track()
  stores.overrides = { later: (ms) => new Promise((resolve) => setTimeout(resolve, ms + 3_600_000)) }
  await typeOnly(await seedRoom())
  expect(work.pending()).toContainEqual(expect.stringMatching(/^timer of 36\d+ ms/))
})

test('a relay that has come to rest holds no timer either, and it and its room wake each other', async () => {
  const work = track()
  stores.overrides = { relayThreshold: 1 }
  const roomId = await seedRoom()
  await enter(roomId, {}, null, CURRENT)
  const [olga, peer] = [await enter(roomId, {}, null, CURRENT), await enter(roomId, gus, null, CURRENT)]
  olga.say({ type: 'send', id: mintId(), text: 'over the relay' })
  await peer.until(() => peer.of('message').length === 1)
  await runDurableObjectAlarm(roomOf(roomId))
  await rest(work)
  const relay = env.RELAY.getByName(`${roomId}:any:0`)
  expect(await runInDurableObject(relay, (_, state) => state.getWebSockets().length)).toBeGreaterThan(0)
  await evictDurableObject(relay)
  olga.say({ type: 'send', id: mintId(), text: 'awake again' })
  await peer.until(() => peer.of('message').length === 2)
  await evictDurableObject(roomOf(roomId))
  peer.say({ type: 'send', id: mintId(), text: 'and back' })
  await olga.until(() => olga.of('message').some(({ text }) => text === 'and back'))
  await rest(work)
}, 40_000)

test.each([
  ['no admission', ''],
  ['nonsense', 'e30'],
  ['an admission that is no base64', '%%%'],
])('a relay refuses a request with %s', async (_, header) => {
  const relay = env.RELAY.getByName('x:any:0')
  const response = await relay.fetch('http://relay/socket', {
    headers: { upgrade: 'websocket', ...(header === '' ? {} : { [RELAY_HEADER]: header }) },
  })
  expect([response.status, response.webSocket]).toEqual([403, null])
})

test('a relay refuses an admission to another room, and one without an upgrade', async () => {
  stores.overrides = { relayThreshold: 1 }
  const roomId = await seedRoom()
  await enter(roomId)
  const redirection = (await ask(roomId, buildClaims(roomId))).headers.get(RELAY_HEADER) ?? ''
  const admission = JSON.parse(atob(redirection.replaceAll('-', '+').replaceAll('_', '/')))
  const foreign = btoa(JSON.stringify({ ...admission, roomId: mintId() }))
  expect((await askRelay(foreign)).status).toBe(403)
  expect((await askRelay(redirection, { upgrade: 'none' })).status).toBe(403)
})
