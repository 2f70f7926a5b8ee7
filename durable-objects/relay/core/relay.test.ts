import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { MAX_SOCKETS_PER_USER } from '#durable-objects/room/core/limits.ts'
import { type RelayedClient, RelayWorld } from '#test/relay/relay-world.ts'
import { buildActor } from '#test/room/room-world.ts'

const idOf = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const person = (n: number) => buildActor({ userId: idOf(n), name: `P${n}` })

let world: RelayWorld
let owner: RelayedClient
let far: RelayedClient
let other: RelayedClient

beforeEach(async () => {
  world = new RelayWorld()
  owner = await world.enter()
  far = await world.enter(person(2))
  other = await world.enter(person(3))
})

const turn = () => new Promise((resolve) => setImmediate(resolve))
const settle = () => world.room.advance(0)
const send = (text = 'x', event: object = {}) => ({ type: 'send', id: world.room.mintId(), text, ...event })
async function say(client: RelayedClient, ...events: object[]) {
  world.say(client, ...events)
  await settle()
}
const textsOf = ({ socket }: RelayedClient) => socket.of('message').map(({ text }) => text)
const seqsOf = ({ socket }: RelayedClient) =>
  socket.events.flatMap((event) => ('seq' in event && event.type !== 'ack' ? [event.seq] : []))

test('beyond the threshold sockets land on relays, each with its bounded share', async () => {
  expect([owner.relay, far.relay === '', other.relay === far.relay]).toEqual(['', false, false])
  expect([...world.relays.keys()].map((name) => name.split(':').slice(1).join(':'))).toEqual([
    'any:0',
    'any:1',
  ])
})

test('who is on the way to a new relay while people talk is let in, and counts until the relay says so', async () => {
  const late = person(4)
  await world.room.core.join(late)
  const client = await world.open(late, () => say(owner, send('meanwhile'), send('and more')))
  world.say(client, { type: 'hello', position: null, revision: 2 })
  await settle()
  expect(client.socket.of('welcome')).toHaveLength(1)
  expect(client.socket.closed).toBeNull()
  await say(owner, send('hello there'))
  expect(textsOf(client)).toEqual(['hello there'])
})

test('sockets on their way count against the bound of a person, also when relays report meanwhile', async () => {
  const greedy = person(5)
  await world.room.core.join(greedy)
  const outcomes: string[] = []
  for (let i = 0; i < MAX_SOCKETS_PER_USER + 3; i += 1) {
    outcomes.push((await world.room.decideAdmission(world.room.claims(greedy))).type)
    await say(owner, send())
  }
  expect(outcomes.filter((type) => type === 'relay')).toHaveLength(MAX_SOCKETS_PER_USER)
  expect(outcomes.slice(MAX_SOCKETS_PER_USER)).toEqual(['close', 'close', 'close'])
})

test('a socket that never reaches its relay is not waited for longer than 30 s', async () => {
  const lost = person(6)
  await world.room.core.join(lost)
  for (let i = 0; i < MAX_SOCKETS_PER_USER; i += 1) {
    expect((await world.room.decideAdmission(world.room.claims(lost))).type).toBe('relay')
  }
  await world.room.advance(29_000)
  expect((await world.room.decideAdmission(world.room.claims(lost))).type).toBe('close')
  await world.room.advance(1_000)
  expect((await world.room.decideAdmission(world.room.claims(lost))).type).toBe('relay')
})

test('what is said anywhere reaches everyone in order, and is answered to its sender', async () => {
  await say(owner, send('from the room'))
  await say(far, send('from a relay'))
  await say(other, send('from another'))
  for (const client of [owner, far, other]) {
    expect(textsOf(client)).toEqual(['from the room', 'from a relay', 'from another'])
  }
  expect(far.socket.of('welcome')).toMatchObject([{ resume: 'fresh', role: 'member' }])
  expect(far.socket.of('ack')).toHaveLength(1)
})

test('roles, dedupe, the filter and refusals are the same as in a small room', async () => {
  const said = send('once')
  await say(far, said)
  await say(far, said, { type: 'nonsense' })
  expect(far.socket.of('ack').map(({ seq }) => seq)).toEqual([
    far.socket.of('ack')[0]?.seq,
    far.socket.of('ack')[0]?.seq,
  ])
  expect(far.socket.of('error')).toMatchObject([{ code: 'malformed' }])
  const { epoch = 0, seq = 0 } = far.socket.of('ack')[0] ?? {}
  await say(other, { type: 'edit', id: world.room.mintId(), target: { epoch, seq }, text: 'mine' })
  expect(other.socket.of('error')).toMatchObject([{ code: 'forbidden' }])
  expect(textsOf(owner)).toEqual(['once'])
})

test('who comes back over a relay gets every missed event once, as it stands now', async () => {
  await say(owner, send('a'))
  const position = { epoch: 1, seq: seqsOf(far).at(-1) ?? 0 }
  if (far.session) world.relays.get(far.relay)?.core.removeSocket(far.session)
  await say(owner, send('b'), send('secret'))
  const secret = seqsOf(owner).at(-1) ?? 0
  await say(owner, {
    type: 'edit',
    id: world.room.mintId(),
    target: { epoch: 1, seq: secret },
    text: 'nothing',
  })
  await say(owner, send('c'))
  const again = await world.enter(person(2), position)
  await say(owner, send('d'))
  expect(again.relay).not.toBe('')
  expect(again.socket.of('welcome')).toMatchObject([{ resume: 'replay' }])
  expect(textsOf(again)).toEqual(['b', 'nothing', 'c', 'd'])
  expect(JSON.stringify(again.socket.events)).not.toContain('secret')
})

test('a relay serves nothing that an erased person said, nor their name', async () => {
  await say(owner, send('a'))
  const position = { epoch: 1, seq: seqsOf(far).at(-1) ?? 0 }
  await say(other, send('secret'))
  await say(owner, send('b'))
  const early = await world.enter(person(2), position)
  expect(textsOf(early)).toEqual(['secret', 'b'])
  expect(await world.room.core.erase(other.actor.userId)).toMatchObject({ value: { isDone: true } })
  await settle()
  expect(other.socket.closed).toMatchObject({ code: 4503 })
  const again = await world.enter(person(2), position)
  expect(again.relay).not.toBe('')
  expect(textsOf(again)).toEqual(['', 'b'])
  expect(again.socket.of('membership').at(-1)).toMatchObject({ change: 'left', erased: true })
  expect(JSON.stringify(again.socket.events)).not.toMatch(new RegExp(`secret|"${other.actor.name}"`))
})

test('many who come back at once cost the room one reading', async () => {
  await say(owner, ...Array.from({ length: 60 }, (_, i) => send(`${i}`)))
  world.kill(far.relay)
  let reads = 0
  const { readEvents } = world.room.core
  world.room.core.readEvents = (after, limit) => {
    reads += 1
    return readEvents.call(world.room.core, after, limit)
  }
  world.room.relayThreshold = 100
  world.room.restart()
  world.room.relayThreshold = 1
  const crowd = await Promise.all(
    Array.from({ length: 9 }, (_, i) => world.enter(person(100 + i), { epoch: 1, seq: 4 })),
  )
  await settle()
  for (const client of crowd) expect(textsOf(client)).toHaveLength(60)
  expect(reads).toBeLessThan(9)
})

test('a removed member’s socket is closed by its relay', async () => {
  expect(await world.room.core.removeMember(owner.actor, far.actor.userId)).toEqual({ ok: true, value: null })
  await settle()
  expect(far.socket.closed).toMatchObject({ code: 4502 })
  expect(other.socket.closed).toBeNull()
})

test('an expired session neither speaks nor listens on', async () => {
  world.room.maxSocketAgeMs = 60_000
  world.room.restart()
  await world.enter()
  const short = await world.enter(person(9))
  world.room.nowMs += 60_001
  world.say(short, send())
  expect(short.socket.closed).toMatchObject({ code: 4001 })
})

test('who says no hello in time is closed', async () => {
  await world.room.core.join(person(9))
  const silent = await world.open(person(9))
  world.room.nowMs += 30_001
  world.relays.get(silent.relay)?.core.runAlarm()
  expect(silent.socket.closed).toMatchObject({ code: 4003 })
})

test('presence and typing are numbers, counted over all', async () => {
  await world.room.advance(12_000)
  expect(owner.socket.of('presence').at(-1)).toEqual({ type: 'presence', online: 3, away: 0 })
  await say(far, { type: 'typing', on: true })
  await world.room.advance(600)
  expect(other.socket.of('typing')).toEqual([{ type: 'typing', count: 1 }])
})

test('a room in the background gives heads and mentions over a relay too', async () => {
  await say(far, { type: 'focus', background: true })
  const before = far.socket.events.length
  await say(owner, send('a'), send('for you', { mentions: [far.actor.userId] }))
  await world.room.advance(5_000)
  expect(far.socket.events.slice(before).map(({ type }) => type)).toEqual(['mention', 'head'])
  const { seq } = far.socket.of('head')[0]?.head ?? { seq: 0 }
  await say(far, { type: 'focus', background: false, position: { epoch: 1, seq: seq - 2 } })
  expect(textsOf(far)).toEqual(['a', 'for you'])
  await say(owner, send('b'))
  expect(textsOf(far)).toEqual(['a', 'for you', 'b'])
})

test('an older client sees an unbroken log over a relay', async () => {
  const old = await world.enter(person(4), null, {})
  await say(owner, send('a'))
  const target = { epoch: 1, seq: seqsOf(owner).at(-1) }
  await say(owner, { type: 'react', id: world.room.mintId(), target, emoji: '👍', on: true })
  await say(owner, send('b'))
  expect(old.socket.of('edited')).toMatchObject([{ target: { seq: 0 } }])
  expect(seqsOf(old).slice(-3)).toEqual(seqsOf(owner).slice(-3))
})

test('what a relay missed it reads before it goes on', async () => {
  const lost = ['lost', 'answer lost', 'arrives'] as const
  let calls = 0
  world.fate = () => lost[calls++ % 3] ?? 'arrives'
  const texts = Array.from({ length: 30 }, (_, i) => `${i}`)
  for (const [i, text] of texts.entries()) {
    world.say(owner, send(text))
    for (let turns = 0; turns < i % 5; turns += 1) await turn()
  }
  await settle()
  world.fate = () => 'arrives'
  await world.room.advance(5_000)
  expect(textsOf(far)).toEqual(texts)
  expect(textsOf(other)).toEqual(texts)
})

test('a client whose frame got lost on the way comes anew, and says it once', async () => {
  const fates = ['answer lost' as const]
  world.fate = () => fates.pop() ?? 'arrives'
  const said = send('once')
  await say(far, said)
  expect(far.socket.closed).toMatchObject({ code: 4000 })
  const again = await world.enter(person(2), { epoch: 1, seq: 4 })
  await say(again, said)
  await world.room.advance(5_000)
  expect(textsOf(owner)).toEqual(['once'])
  expect(again.socket.of('ack')).toHaveLength(1)
})

test('the room is killed and comes back: its relays go on without a gap', async () => {
  await say(owner, send('a'))
  world.room.restart()
  await settle()
  const back = await world.enter()
  await say(back, send('b'))
  await say(far, send('c'))
  expect(textsOf(far)).toEqual(['a', 'b', 'c'])
  expect(textsOf(other)).toEqual(['a', 'b', 'c'])
})

test('a relay that slept goes on where it was', async () => {
  await say(owner, send('a'))
  await world.room.advance(10_000)
  expect(world.room.timers).toEqual([])
  world.hibernate(far.relay)
  await say(owner, send('b'))
  expect(textsOf(far)).toEqual(['a', 'b'])
  await say(far, send('c'))
  expect(textsOf(far)).toEqual(['a', 'b', 'c'])
})

test('sockets at relays count towards what one user may have', async () => {
  for (let i = 0; i < MAX_SOCKETS_PER_USER; i += 1) await world.enter(person(7))
  const admission = await world.room.decideAdmission(world.room.claims(person(7)))
  expect(admission).toMatchObject({ type: 'close', code: 4002 })
})

test('only a relay of the room may forward to it', async () => {
  await expect(world.room.core.forward('elsewhere:any:0', [])).rejects.toThrow('not a relay')
})

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('say' as const), who: fc.nat(3), turns: fc.nat(12) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(9_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sleep' as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
)
const fates = fc.array(fc.constantFrom('arrives', 'arrives', 'arrives', 'lost', 'answer lost'), {
  maxLength: 60,
})

test('whatever is lost, killed or asleep, who stays or comes back sees every event once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fates, async (steps, lots) => {
      const small = new RelayWorld()
      const seen = [0, 1, 2, 3].map((): number[] => [])
      const come = async (who: number) => {
        const last = seen[who]?.at(-1)
        return await small.enter(person(who + 1), last === undefined ? null : { epoch: 1, seq: last })
      }
      const clients: RelayedClient[] = []
      for (const who of [0, 1, 2, 3]) clients.push(await come(who))
      const collect = () => {
        clients.forEach((client, who) => {
          seen[who]?.push(...seqsOf(client))
          client.socket.frames.length = 0
        })
      }
      const bringBack = async () => {
        collect()
        for (const who of [0, 1, 2, 3]) {
          const client = clients[who]
          if (client?.socket.closed || client?.session?.phase === 'closed') clients[who] = await come(who)
        }
      }
      let index = 0
      small.fate = () => lots[index++] ?? 'arrives'
      for (const one of steps) {
        const client = 'who' in one ? clients[one.who] : undefined
        if (one.kind === 'wait') await small.room.advance(one.ms)
        else if (one.kind === 'say' && client) {
          small.say(client, { type: 'send', id: small.room.mintId(), text: 'x' })
          for (let i = 0; i < one.turns; i += 1) await turn()
        } else if (one.kind === 'kill' && client) small.kill(client.relay)
        else if (one.kind === 'sleep' && client?.relay && small.relays.has(client.relay)) {
          await small.room.advance(10_000)
          if (small.relays.has(client.relay)) small.hibernate(client.relay)
        } else if (one.kind === 'restart') {
          for (const held of clients) if (held.relay === '') held.socket.close(1006, '')
          small.room.restart()
        }
        await bringBack()
      }
      small.fate = () => 'arrives'
      await small.room.advance(60_000)
      await bringBack()
      await small.room.advance(60_000)
      collect()
      const head = await small.room.core.readEvents(0, 1)
      for (const seqs of seen) {
        const first = seqs[0] ?? head.head.seq + 1
        expect(seqs).toEqual(Array.from({ length: head.head.seq - first + 1 }, (_, i) => first + i))
      }
    }),
    { numRuns: 60 },
  )
}, 120_000)

test('who was removed hears nothing of after it, though the word of it is late and a neighbour reads ahead', async () => {
  world.room.deliver = () => Promise.reject(new Error('lost'))
  world.room.restart({ keepSockets: true })
  await world.room.core.removeMember(owner.actor, far.actor.userId)
  await say(far, send('not any more'))
  await say(owner, send('after the removal'))
  const neighbour = await world.open(person(2)).catch(() => null)
  expect(neighbour).toBeNull()
  expect(textsOf(far)).not.toContain('after the removal')
})

test('[HELLO1] a silent socket is closed in time, however many come after it', async () => {
  const silent = person(8)
  await world.room.core.join(silent)
  const client = await world.open(silent)
  const held = world.relays.get(client.relay)
  const dueAt = held?.alarmAt ?? 0
  await world.room.advance(20_000)
  held?.core.addSocket(client.socket, { assignment: 'later', attachment: client.socket.attachment as never })
  expect(held?.alarmAt).toBe(dueAt)
  await world.room.advance(10_000)
  held?.core.runAlarm()
  expect(client.socket.closed?.code).toBe(4003)
})

test('[HELLO4] two greetings in flight are answered once, and only the first with a replay', async () => {
  await say(owner, send('a'), send('b'))
  const late = person(9)
  await world.room.core.join(late)
  const client = await world.open(late)
  const hello = { type: 'hello', position: { epoch: 1, seq: 1 }, revision: 2 }
  world.say(client, hello)
  world.say(client, hello)
  await settle()
  expect(client.socket.of('welcome')).toHaveLength(1)
  const seqs = seqsOf(client)
  expect(seqs).toEqual([...new Set(seqs)])
})

test('[CONN6] whose session has ended hears nothing more, whatever it is', async () => {
  world.say(far, { type: 'focus', background: true })
  await settle()
  const { session } = far
  if (session) Object.assign(session, { sessionExpiresAt: world.room.nowMs + 1_000 })
  await world.room.advance(2_000)
  await say(owner, send('for you', { mentions: [far.actor.userId] }))
  expect(far.socket.of('mention')).toEqual([])
  expect(far.socket.closed?.code).toBe(4001)
})
