import { beforeEach, expect, test } from 'vitest'
import type { Actor } from '#domain/roles/can.ts'
import { buildActor, RoomWorld } from '#test/room/room-world.ts'
import { MAX_USABLE_INVITATIONS } from './limits.ts'

const idOf = (n: number) => `01900000-0000-7000-8000-${n.toString().padStart(12, '0')}`
const hashOf = (n: number) => n.toString(16).padStart(64, '0')
const olga = buildActor()
const mia = buildActor({ userId: idOf(3), name: 'Mia' })
const person = (n: number, role: Actor['role'] = 'member') =>
  buildActor({ userId: idOf(100 + n), name: `Person ${n}`, role })

let world: RoomWorld
beforeEach(() => {
  world = new RoomWorld({ visibility: 'private' })
})

const invite = (n = 1, { by = olga, maxUses = 1, expiresInSeconds = 300 } = {}) =>
  world.core.invite(by, { id: idOf(n), secretHash: hashOf(n), maxUses, expiresInSeconds })
const join = (actor: Actor, n = 1) => world.core.joinByInvitation(actor, hashOf(n))
const notFound = { ok: false, code: 'not_found' }

async function usesOf(n = 1): Promise<number | undefined> {
  const listed = await world.core.invitations(olga)
  return listed.ok ? listed.value.invitations.find(({ id }) => id === idOf(n))?.uses : undefined
}

test('[ROLE2] an invitation lets people in as members, as often as it says, and tells no secret', async () => {
  expect(await invite(1, { maxUses: 2 })).toEqual({
    ok: true,
    value: {
      id: idOf(1),
      createdBy: { id: olga.userId, name: olga.name },
      createdAt: world.nowMs,
      expiresAt: world.nowMs + 300_000,
      maxUses: 2,
      uses: 0,
      revokedAt: null,
    },
  })
  expect(await join(person(1))).toMatchObject({
    value: { room: { role: 'member' }, invitationId: idOf(1) },
  })
  expect(await join(person(2, 'guest'))).toMatchObject({ ok: true })
  expect(await join(person(3))).toEqual(notFound)
  expect(JSON.stringify(await world.core.invitations(olga))).not.toContain(hashOf(1))
})

test('of many at once no more come in than it has uses, also across a restart', async () => {
  await invite(1, { maxUses: 3 })
  const joined = await Promise.all(Array.from({ length: 12 }, (_, n) => join(person(n))))
  expect(joined.filter(({ ok }) => ok)).toHaveLength(3)
  expect(await usesOf()).toBe(3)
  world.restart()
  expect(await join(person(50))).toEqual(notFound)
  expect(await usesOf()).toBe(3)
})

test('one person at once and again uses it once', async () => {
  await invite(1, { maxUses: 9 })
  const joined = await Promise.all([join(mia), join(mia), join(mia)])
  expect(joined.map((outcome) => outcome.ok && outcome.value.invitationId)).toEqual([idOf(1), null, null])
  expect(await join(mia)).toMatchObject({ ok: true })
  expect(await usesOf()).toBe(1)
})

test('a joining whose write failed has used nothing', async () => {
  await invite()
  world.failNextWrite = true
  expect(await join(mia)).toMatchObject({ ok: false, code: 'unavailable' })
  expect(await usesOf()).toBe(0)
  expect(await join(mia)).toMatchObject({ ok: true })
})

test('[ROLE2] expired, revoked, of another room or guessed, it is as none', async () => {
  await invite(1)
  await invite(2)
  await world.core.revokeInvitation(olga, idOf(2))
  expect(await join(mia, 2)).toEqual(notFound)
  expect(await join(mia, 3)).toEqual(notFound)
  world.nowMs += 299_999
  expect(await join(person(1), 1)).toMatchObject({ ok: true })
  await invite(4)
  world.nowMs += 300_000
  expect(await join(mia, 4)).toEqual(notFound)
})

test('revoking again changes nothing, and one that there is not is not found', async () => {
  await invite()
  const at = world.nowMs
  expect(await world.core.revokeInvitation(olga, idOf(1))).toMatchObject({ value: { revokedAt: at } })
  world.nowMs += 5
  expect(await world.core.revokeInvitation(olga, idOf(1))).toMatchObject({ value: { revokedAt: at } })
  expect(await world.core.revokeInvitation(olga, idOf(9))).toEqual(notFound)
})

test('who was removed does not come back by an invitation of before, and does by a new one', async () => {
  await invite(1, { maxUses: 9 })
  await join(mia)
  await world.core.removeMember(olga, mia.userId)
  expect(await join(mia)).toEqual(notFound)
  world.nowMs += 1
  await invite(2)
  expect(await join(mia, 2)).toMatchObject({ ok: true })
})

test('who has left by themselves comes back', async () => {
  await invite(1, { maxUses: 9 })
  await join(mia)
  await world.core.leave(mia)
  expect(await join(mia)).toMatchObject({ ok: true })
  expect(await usesOf()).toBe(2)
})

test.each<[string, () => Promise<unknown>]>([
  ['removed', () => world.core.removeMember(olga, mia.userId)],
  ['gone', () => world.core.leave(mia)],
  ['a mere member again', () => world.core.changeMember(olga, mia.userId, { role: 'member' })],
])('what a moderator who is %s had handed out opens nothing', async (_, end) => {
  await invite(1)
  await join(mia)
  await world.core.changeMember(olga, mia.userId, { role: 'moderator' })
  expect(await invite(2, { by: mia })).toMatchObject({ ok: true })
  await end()
  expect(await join(person(1), 2)).toEqual(notFound)
})

test('a room that one may join anyway needs none, and counts one that holds', async () => {
  world = new RoomWorld({ visibility: 'public' })
  await invite()
  expect(await join(person(1), 7)).toMatchObject({ value: { invitationId: null } })
  expect(await join(person(2))).toMatchObject({ value: { invitationId: idOf(1) } })
  expect(await join(person(3))).toMatchObject({ value: { invitationId: null } })
})

test('[MSG4] an archived room takes nobody in: who holds an invitation is told, a stranger is not', async () => {
  await invite()
  await world.core.archive(olga)
  expect(await join(mia)).toEqual({ ok: false, code: 'archived' })
  expect(await join(mia, 7)).toEqual(notFound)
  expect(await invite(2)).toEqual({ ok: false, code: 'archived' })
})

test.each([
  { expiresInSeconds: 299 },
  { expiresInSeconds: 30 * 86_400 + 1 },
  { maxUses: 0 },
  { maxUses: 1001 },
  { maxUses: 1.5 },
  { secretHash: 'short' },
  { id: 'x' },
])('an invitation of %j is malformed', async (over) => {
  const whole = { id: idOf(1), secretHash: hashOf(1), maxUses: 1, expiresInSeconds: 300 }
  expect(await world.core.invite(olga, { ...whole, ...over })).toEqual({ ok: false, code: 'malformed' })
})

test('a room has so many that can be used and no more; who hands out too fast has to wait', async () => {
  for (let n = 0; n < MAX_USABLE_INVITATIONS; n += 1) {
    world.nowMs += 5000
    expect(await invite(n, { expiresInSeconds: 86_400 })).toMatchObject({ ok: true })
  }
  world.nowMs += 5000
  expect(await invite(1000)).toEqual({ ok: false, code: 'conflict' })
  await world.core.revokeInvitation(olga, idOf(7))
  expect(await invite(1000)).toMatchObject({ ok: true })
  world.nowMs += 86_400_000
  const outcomes = []
  for (let n = 2000; n < 2021; n += 1) outcomes.push(await invite(n))
  expect(outcomes.at(-1)).toMatchObject({ ok: false, code: 'rate_limited', retryAfterMs: 5000 })
  const listed = await world.core.invitations(olga)
  expect(listed.ok && listed.value.invitations.slice(0, 20).every(({ id }) => id >= idOf(2000))).toBe(true)
})
