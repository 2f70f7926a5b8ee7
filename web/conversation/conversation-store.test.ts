import { describe, expect, it } from 'vitest'
import { SentinelError } from '#sdk/index.ts'
import { ROOM_ID } from '#sdk/testing/fake-room.ts'
import { BEA, buildMessage, buildPage } from '../testing/build-events.ts'
import { createConversationWorld } from '../testing/conversation-world.ts'
import { ConversationStore } from './conversation-store.ts'

function createWorld() {
  const surroundings = createConversationWorld()
  const { client, me, storage } = surroundings
  const create = () =>
    new ConversationStore({ client, me, roomId: ROOM_ID, pendingStore: storage, presence: 'online' })
  return { ...surroundings, create, surroundings }
}

const texts = ({ state }: ConversationStore) => state.timeline.messages.map(({ text }) => text)

describe('ConversationStore', () => {
  it('loads the newest page only after the welcome, so that nothing falls between', async () => {
    const { create, world, queries, surroundings } = createWorld()
    surroundings.answerHistory = async () => buildPage([1, 2])
    const store = create()
    store.open()
    await world.platform.advance(0)
    expect(queries).toEqual([])
    await world.settle()
    expect(queries).toHaveLength(1)
    expect(texts(store)).toEqual(['text 1', 'text 2'])
  })

  it('what is said offline stands pending in order, and is shown once the room has it', async () => {
    const { create, world } = createWorld()
    const store = create()
    store.open()
    store.send('one')
    store.send('two')
    await world.platform.advance(0)
    expect(store.state.pending.map((operation) => 'text' in operation && operation.text)).toEqual([
      'one',
      'two',
    ])
    await world.settle()
    expect(store.state.pending).toEqual([])
    expect(texts(store)).toEqual(['one', 'two'])
  })

  it('a reload says what the last visit left unsent', async () => {
    const { create, world } = createWorld()
    const before = create()
    before.open()
    before.send('left over')
    await world.platform.advance(0)
    before.close()
    const after = create()
    after.open()
    await world.settle()
    expect(texts(after)).toEqual(['left over'])
    expect(world.room.log).toHaveLength(1)
  })

  it('a refused message keeps its text and reason, and can be said again or discarded', async () => {
    const { create, world } = createWorld()
    const store = create()
    store.open()
    await world.settle()
    store.send('a badword')
    store.send('fine')
    await world.settle()
    expect(texts(store)).toEqual(['fine'])
    expect(store.state.refused).toMatchObject([
      { operation: { text: 'a badword' }, error: { code: 'filtered' } },
    ])
    const [refused] = store.state.refused
    if (!refused) throw new Error('nothing was refused')
    store.retry(refused)
    await world.settle()
    expect(store.state.refused).toHaveLength(1)
    store.discard(store.state.refused[0]?.operation.id ?? '')
    expect(store.state.refused).toEqual([])
  })

  it('only others’ live messages are announced', async () => {
    const { create, world } = createWorld()
    const store = create()
    store.open()
    await world.settle()
    store.send('mine')
    await world.settle()
    expect(store.state.incoming).toBeNull()
    const operation = { type: 'send', id: buildMessage(50).id, text: 'hers' } as const
    world.network.broadcast([world.room.append(operation, BEA)])
    await world.settle()
    expect(store.state.incoming).toMatchObject({ text: 'hers' })
  })

  it('while the room can’t be reached it shows what HTTP tells, and loads anew once the socket opens', async () => {
    const { create, world, queries, surroundings } = createWorld()
    world.ticketFailure = new SentinelError({ code: 'unavailable' })
    surroundings.answerHistory = async () => buildPage([1])
    const store = create()
    store.open()
    await world.settle()
    expect(store.state.connection.kind).toBe('waiting')
    expect(texts(store)).toEqual(['text 1'])
    world.ticketFailure = null
    surroundings.answerHistory = async () => buildPage([2, 3], true)
    await world.live(2_000)
    expect(queries).toHaveLength(2)
    expect(texts(store)).toEqual(['text 2', 'text 3'])
  })

  it('a failed page can be asked for again', async () => {
    const { create, world, surroundings } = createWorld()
    surroundings.answerHistory = () => Promise.reject(new SentinelError({ code: 'unavailable' }))
    const store = create()
    store.open()
    await world.settle()
    expect(store.state.history).toMatchObject({ kind: 'failed', error: { code: 'unavailable' } })
    surroundings.answerHistory = async () => buildPage([1])
    await store.retryHistory()
    expect(texts(store)).toEqual(['text 1'])
  })

  it('asks for what lies before the oldest message, one page at a time, until there is no more', async () => {
    const { create, world, queries, surroundings } = createWorld()
    surroundings.answerHistory = async ({ before }) => (before ? buildPage([1, 2]) : buildPage([3, 4], true))
    const store = create()
    store.open()
    await world.settle()
    await Promise.all([store.loadOlder(), store.loadOlder()])
    await store.loadOlder()
    expect(queries.map(({ before }) => before)).toEqual([undefined, 3])
    expect(texts(store)).toEqual(['text 1', 'text 2', 'text 3', 'text 4'])
  })

  it('loads the newest page anew when the room can’t replay what was missed', async () => {
    const { create, world, queries, surroundings } = createWorld()
    surroundings.answerHistory = async () => buildPage([1])
    const store = create()
    store.open()
    await world.settle()
    surroundings.answerHistory = async () => buildPage([90, 91], true)
    world.room.epoch = 2
    world.network.current.drop()
    await world.live(2_000)
    expect(queries).toHaveLength(2)
    expect(texts(store)).toEqual(['text 90', 'text 91'])
  })

  it('an archived room is known as one', async () => {
    const { create, world } = createWorld()
    const store = create()
    store.open()
    await world.settle()
    world.network.current.drop(4504)
    expect(store.state.archived).toBe(true)
  })

  it('goes to a message that is held without asking, and to another with the history around it', async () => {
    const { create, world, queries, surroundings } = createWorld()
    surroundings.answerHistory = async ({ around }) =>
      around ? { ...buildPage([9, 10, 11], true), hasNewer: true } : buildPage([90, 91], true)
    const store = create()
    store.open()
    await world.settle()
    await store.goTo({ epoch: 1, seq: 90 })
    expect(queries).toHaveLength(1)
    expect(store.state).toMatchObject({ past: null, target: { key: '1:90' } })
    await store.goTo({ epoch: 1, seq: 10 })
    expect(queries.at(-1)).toMatchObject({ around: 10 })
    expect(store.state.past?.timeline.messages.map(({ seq }) => seq)).toEqual([9, 10, 11])
    expect(store.state.target).toEqual({ key: '1:10' })
    expect(texts(store)).toEqual(['text 90', 'text 91'])
    store.backToNow()
    expect(store.state).toMatchObject({ past: null, target: null })
  })

  it('a message that can’t be found leaves everything as it is and says so', async () => {
    const { create, world, surroundings } = createWorld()
    surroundings.answerHistory = async ({ around }) => buildPage(around ? [9, 11] : [90], true)
    const store = create()
    store.open()
    await world.settle()
    await store.goTo({ epoch: 1, seq: 10 })
    expect(store.state).toMatchObject({ past: null, target: null, isSearching: false })
    expect(store.state.problem).toMatchObject({ code: 'not_found' })
  })

  it('a stretch of history that failed to grow can be asked for again', async () => {
    const { create, world, queries, surroundings } = createWorld()
    surroundings.answerHistory = async ({ around }) => ({
      ...buildPage(around ? [9, 10, 11] : [90], true),
      hasNewer: true,
    })
    const store = create()
    store.open()
    await world.settle()
    await store.goTo({ epoch: 1, seq: 10 })
    surroundings.answerHistory = () => Promise.reject(new SentinelError({ code: 'unavailable' }))
    await store.loadNewer()
    expect(store.state.past?.history).toMatchObject({ kind: 'failed' })
    surroundings.answerHistory = async () => buildPage([12, 13])
    await store.retryHistory()
    await store.loadNewer()
    expect(queries.at(-1)).toMatchObject({ after: 11 })
    expect(store.state.past).toBeNull()
  })

  it('what was missed so far that it can’t be replayed ends the look into the past', async () => {
    const { create, world, surroundings } = createWorld()
    surroundings.answerHistory = async ({ around }) => ({
      ...buildPage(around ? [9, 10, 11] : [90], true),
      hasNewer: true,
    })
    const store = create()
    store.open()
    await world.settle()
    await store.goTo({ epoch: 1, seq: 10 })
    expect(store.state.past).not.toBeNull()
    world.room.epoch = 2
    world.network.current.drop()
    await world.live(2_000)
    expect(store.state.past).toBeNull()
  })

  it('a refused message that is said again still names whom it named', async () => {
    const { create, world } = createWorld()
    const store = create()
    store.open()
    await world.settle()
    store.send('a badword for @Bea', { mentions: [BEA.id] })
    await world.settle()
    const [refused] = store.state.refused
    if (!refused) throw new Error('nothing was refused')
    store.retry(refused)
    await world.settle()
    expect(store.state.refused).toMatchObject([{ operation: { mentions: [BEA.id] } }])
  })
})
