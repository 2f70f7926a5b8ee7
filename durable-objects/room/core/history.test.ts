import { expect, test } from 'vitest'
import { buildActor, RoomWorld } from '#test/room/room-world.ts'

async function buildTalk(count: number) {
  const world = new RoomWorld()
  const owner = await world.enter()
  for (let i = 0; i < count; i += 1) {
    world.say(owner, { type: 'send', id: world.mintId(), text: `${i}` })
    await world.settle()
  }
  return { world, owner }
}

test('paging backwards and forwards gives every message once, and needs no Postgres', async () => {
  const { world } = await buildTalk(25)
  world.isRecordDown = true
  for (const direction of ['before', 'after'] as const) {
    const texts: string[] = []
    let query: { before?: number; after?: number } = direction === 'after' ? { after: 0 } : {}
    for (let hasMore = true; hasMore; ) {
      const page = await world.core.history(buildActor(), { ...query, limit: 7 })
      if (!page.ok) throw new Error(page.code)
      const { messages } = page.value
      const part = messages.map(({ text }) => text)
      if (direction === 'after') texts.push(...part)
      else texts.unshift(...part)
      query = direction === 'after' ? { after: messages.at(-1)?.seq ?? 0 } : { before: messages[0]?.seq ?? 0 }
      hasMore = page.value.hasMore
    }
    expect(texts).toEqual(Array.from({ length: 25 }, (_, i) => `${i}`))
  }
})

test('history shows messages as they stand now', async () => {
  const { world, owner } = await buildTalk(2)
  world.say(owner, { type: 'edit', id: world.mintId(), target: { epoch: 1, seq: 3 }, text: 'better' })
  world.say(owner, { type: 'delete', id: world.mintId(), target: { epoch: 1, seq: 4 } })
  await world.settle()
  const page = await world.core.history(buildActor(), { limit: 10 })
  expect(page).toMatchObject({ value: { messages: [{ text: 'better' }, { text: '' }], hasMore: false } })
})

test.each([{ before: 1, after: 1, limit: 5 }, { limit: 0 }, { limit: 101 }, { before: -1, limit: 5 }])(
  'the query %j is refused',
  async (query) => {
    const { world } = await buildTalk(1)
    expect(await world.core.history(buildActor(), query)).toEqual({ ok: false, code: 'malformed' })
  },
)
