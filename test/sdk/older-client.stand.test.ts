import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import WebSocket from 'ws'
import { migrate } from '#dev/migrate.ts'
import { createClient, type RoomConnection } from '#sdk/index.ts'
import { type ServerEvent1, serverFrame1 } from '#test/revision-1/server-frame.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

let platform: TestPlatform

beforeAll(async () => {
  await migrate(inject('stand').env)
  platform = await startTestPlatform()
})

afterAll(() => platform?.stop())

async function signUp(name: string) {
  const client = createClient({ origin: platform.origin, credentials: { kind: 'bearer' } })
  await client.accounts.signUp({
    name,
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
  })
  return client
}
type SdkClient = Awaited<ReturnType<typeof signUp>>

/** A client as they were before revision 2: it says hello without a revision, and takes nothing that it does not know. */
class OlderClient {
  readonly events: ServerEvent1[] = []
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.events.push(...serverFrame1.parse(JSON.parse(String(data)))))
  }

  static async open(client: SdkClient, roomId: string, position: object | null): Promise<OlderClient> {
    const { url, ticket } = await client.rooms.ticket(roomId)
    const socket = new WebSocket(new URL(url, platform.origin.replace('http', 'ws')), [
      'sentinel.v1',
      `ticket.${ticket}`,
    ])
    const older = new OlderClient(socket)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    older.say({ type: 'hello', position })
    await expect.poll(() => older.of('welcome')).toHaveLength(1)
    return older
  }

  say(...events: object[]): void {
    this.#socket.send(JSON.stringify(events))
  }

  of<T extends ServerEvent1['type']>(type: T): Extract<ServerEvent1, { type: T }>[] {
    return this.events.filter((event): event is Extract<ServerEvent1, { type: T }> => event.type === type)
  }

  get seqs(): number[] {
    return this.events.flatMap((event) => ('seq' in event && event.type !== 'ack' ? [event.seq] : []))
  }

  close(): void {
    this.#socket.close()
  }
}

const opened = (connection: RoomConnection) =>
  new Promise<void>((resolve) => {
    connection.on('state', ({ kind }) => kind === 'open' && resolve())
    connection.open()
  })

const isUnbroken = (seqs: readonly number[]) =>
  seqs.every((seq, i) => i === 0 || seq === (seqs[i - 1] ?? 0) + 1)

test('[REV1] a client of the revision before talks, edits, deletes and resumes among people who use all that is new', async () => {
  const ada = await signUp('Ada')
  const { id: roomId } = await ada.rooms.create({ name: 'Generations' })
  const bo = await signUp('Bo')
  await bo.rooms.join(roomId)
  const cy = await signUp('Cy')
  await cy.rooms.join(roomId)
  const cyId = (await cy.accounts.me()).id
  const speaker = ada.connect(roomId)
  await opened(speaker)
  const older = await OlderClient.open(bo, roomId, null)

  const first = { type: 'send', id: uuidv7(), text: 'from before' }
  older.say(first)
  await expect.poll(() => older.of('ack')).toHaveLength(1)
  const target = { epoch: 1, seq: older.of('ack')[0]?.seq ?? 0 }
  older.say({ type: 'edit', id: uuidv7(), target, text: 'from before, mended' })
  await expect.poll(() => older.of('ack')).toHaveLength(2)

  speaker.setTyping(true)
  await speaker.react(target, '👍', true).settled
  await speaker.pin(target, true).settled
  await speaker.send('an answer', { replyTo: target, thread: target }).settled
  await ada.rooms.change(roomId, { topic: 'Old and new' })
  await ada.rooms.mute(roomId, cyId, 60)
  await ada.rooms.changeMember(roomId, cyId, 'moderator')
  await ada.rooms.removeMember(roomId, cyId)
  const last = await speaker.send('the end').settled
  await expect.poll(() => older.seqs.at(-1)).toBe(last.seq)
  expect(isUnbroken(older.seqs)).toBe(true)
  expect(older.of('message').map(({ text }) => text)).toEqual(['from before', 'an answer', 'the end'])
  expect(older.of('membership').at(-1)).toMatchObject({ member: { name: 'Cy' }, change: 'left' })
  expect(older.of('error')).toEqual([])
  older.close()

  const back = await OlderClient.open(bo, roomId, target)
  await expect.poll(() => back.seqs.at(-1)).toBe(last.seq)
  expect(back.of('welcome')).toMatchObject([{ resume: 'replay' }])
  expect([back.seqs[0], isUnbroken(back.seqs)]).toEqual([target.seq + 1, true])
  back.say({ type: 'delete', id: uuidv7(), target })
  await expect.poll(() => back.of('deleted')).toHaveLength(1)
  back.close()
  speaker.close()
})
