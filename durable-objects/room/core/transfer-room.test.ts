import { beforeEach, expect, test } from 'vitest'
import { buildActor, type Client, RoomWorld } from '#test/room/room-world.ts'
import { MAX_PAGE_CHARACTERS } from './limits.ts'

const idOf = (n: number) => `01900000-0000-7000-8000-00000000000${n}`
const olga = buildActor()
const gus = buildActor({ userId: idOf(2), name: 'Gus' })
const mia = buildActor({ userId: idOf(3), name: 'Mia' })

let world: RoomWorld
let owner: Client
beforeEach(async () => {
  world = new RoomWorld()
  owner = await world.enter(olga)
  await world.core.join(gus)
})

const toGus = { userId: gus.userId, platformRole: 'member' } as const

async function rolesOf(): Promise<Record<string, string>> {
  const listed = await world.core.members(gus, { limit: 10 })
  if (!listed.ok) throw new Error(listed.code)
  return Object.fromEntries(listed.value.members.map(({ user, role }) => [user.name, role]))
}

test('[MOD5] the target becomes owner and the former owner moderator, in one page', async () => {
  expect(await world.core.transfer(olga, toGus)).toMatchObject({ ok: true, value: { role: 'moderator' } })
  expect(await rolesOf()).toEqual({ 'Olga Owner': 'moderator', Gus: 'owner' })
  const last = world.storage.readLastPage()
  expect((last?.lastSeq ?? 0) - (last?.firstSeq ?? 0)).toBe(1)
  expect(await world.core.transfer(olga, toGus)).toEqual({ ok: false, code: 'forbidden' })
  expect(owner.socket.closed).toBeNull()
})

test('[MOD5] a write that fails changes neither', async () => {
  world.failNextWrite = true
  expect(await world.core.transfer(olga, toGus)).toMatchObject({ ok: false, code: 'unavailable' })
  expect(await rolesOf()).toEqual({ 'Olga Owner': 'owner', Gus: 'member' })
  world.restart()
  expect(await rolesOf()).toEqual({ 'Olga Owner': 'owner', Gus: 'member' })
})

test.each(Array.from({ length: 8 }, (_, step) => step * 100))(
  '[MOD5] the two events share a page also where it is full, %i characters before its end',
  async (room) => {
    owner = await world.enter(olga, null, { revision: 2 })
    // While this one is written the rest queues up behind it.
    world.say(owner, { type: 'send', id: world.mintId(), text: 'first' })
    await null
    await null
    let left = MAX_PAGE_CHARACTERS - room
    while (left > 0) {
      const overhead = `,"id":"${world.mintId()}","author":${owner.session?.authorJson},"text":""}`.length
      const text = 'x'.repeat(Math.max(1, Math.min(3900, left - overhead)))
      world.say(owner, { type: 'send', id: world.mintId(), text })
      left -= overhead + text.length
    }
    expect(await world.core.transfer(olga, toGus)).toMatchObject({ ok: true })
    const seqs = owner.socket.of('membership').map(({ seq }) => seq)
    expect(seqs).toHaveLength(2)
    const pages = world.storage.readPagesFrom(1, 100)
    const holding = pages.filter(({ firstSeq, lastSeq }) =>
      seqs.some((seq) => seq >= firstSeq && seq <= lastSeq),
    )
    expect(holding).toHaveLength(1)
  },
)

test.each([
  ['a guest', { ...toGus, platformRole: 'guest' as const }, 'conflict'],
  ['who is not there any more', { ...toGus, platformRole: null }, 'conflict'],
  ['themselves', { userId: olga.userId, platformRole: 'member' as const }, 'conflict'],
  ['who is no member', { userId: mia.userId, platformRole: 'member' as const }, 'not_found'],
])('[MOD5] an owner can not hand the room to %s', async (_, to, code) => {
  expect(await world.core.transfer(olga, to)).toEqual({ ok: false, code })
  expect(await rolesOf()).toEqual({ 'Olga Owner': 'owner', Gus: 'member' })
})

test('[MOD5] to another owner: only who hands it over changes', async () => {
  await world.core.changeMember(olga, gus.userId, { role: 'owner', platformRole: 'member' })
  expect(await world.core.transfer(olga, toGus)).toMatchObject({ ok: true })
  expect(await rolesOf()).toEqual({ 'Olga Owner': 'moderator', Gus: 'owner' })
})

test('[ROLE1] a paid room goes to paying members only, and who owned it without paying is let go', async () => {
  world = new RoomWorld({ visibility: 'paid' })
  const lapsing = await world.enter(olga)
  await world.core.join({ ...gus, role: 'paid-member' })
  expect(await world.core.transfer(olga, toGus)).toEqual({ ok: false, code: 'conflict' })
  const paying = { ...toGus, platformRole: 'paid-member' } as const
  expect(await world.core.transfer(olga, paying)).toMatchObject({ ok: true, value: { role: 'moderator' } })
  expect(lapsing.socket.closed).toMatchObject({ code: 4502 })
  expect(await world.core.history(olga, { limit: 1 })).toEqual({ ok: false, code: 'forbidden' })
})

test('two transfers at once: the first one counts', async () => {
  await world.core.join(mia)
  const toMia = { userId: mia.userId, platformRole: 'member' } as const
  const outcomes = await Promise.all([world.core.transfer(olga, toGus), world.core.transfer(olga, toMia)])
  expect(outcomes).toMatchObject([{ ok: true }, { ok: false, code: 'forbidden' }])
  expect(await rolesOf()).toEqual({ 'Olga Owner': 'moderator', Gus: 'owner', Mia: 'member' })
})
