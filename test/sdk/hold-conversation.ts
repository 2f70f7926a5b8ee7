import { requireSignedIn } from '#sdk/http/next-step.ts'
import { type Client, createClient, type RoomConnection, SentinelError } from '#sdk/index.ts'

const DEADLINE_MS = 20_000

function require(condition: boolean, claim: string): void {
  if (!condition) throw new Error(`not true: ${claim}`)
}

async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`took too long: ${what}`)), DEADLINE_MS)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

function whenOpen(connection: RoomConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.on('state', (state) => {
      if (state.kind === 'open') resolve()
      if (state.kind === 'closed' && state.final) reject(new Error(`closed: ${state.error}`))
    })
    connection.open()
  })
}

/** Collects the texts that arrive; `reached` resolves with the `count`-th. */
function listen(connection: RoomConnection) {
  const texts: string[] = []
  let check = () => {}
  connection.on('message', ({ text }) => {
    texts.push(text)
    check()
  })
  const reached = (count: number) =>
    new Promise<void>((resolve) => {
      check = () => {
        if (texts.length >= count) resolve()
      }
      check()
    })
  return { texts, reached }
}

const createBearer = (origin: string): Client => createClient({ origin, credentials: { kind: 'bearer' } })

/** A whole conversation through the SDK, with web standards only: the same in every runtime. @throws at the first flaw */
export async function holdConversation(origin: string): Promise<number> {
  const ada = createBearer(origin)
  const bo = createBearer(origin)
  const email = `ada-${crypto.randomUUID()}@example.com`
  const password = crypto.randomUUID()
  const adaIs = requireSignedIn(await ada.accounts.signUp({ name: 'Ada', email, password }))
  require(adaIs.role === 'member', 'who signs up is a member')
  const boIs = await bo.accounts.signInAsGuest('Bo')
  require(boIs.role === 'guest' && boIs.name === 'Bo', 'a guest has the name it asked for')
  const room = await ada.rooms.create({ name: 'End to end' })
  await bo.rooms.join(room.id)

  const adaHere = ada.connect(room.id)
  const boHere = bo.connect(room.id)
  const boHears = listen(boHere)
  await within('opening', Promise.all([whenOpen(adaHere), whenOpen(boHere)]))

  const said = Array.from({ length: 100 }, (_, n) => `line ${n} “${String.fromCodePoint(0x1f600 + n)}”`)
  const acks = await within('acknowledgements', Promise.all(said.map((text) => adaHere.send(text).settled)))
  require(acks.every(
    (ack, n) => n === 0 || ack.seq > (acks[n - 1]?.seq ?? 0),
  ), 'what is said in order is acknowledged in order')
  await within('messages', boHears.reached(said.length))

  boHere.close()
  const whileAway = boHere.send('said while away')
  const missed = await adaHere.send('said to nobody').settled
  await within('coming back', whenOpen(boHere))
  await within('what was missed', boHears.reached(said.length + 2))
  const late = await within('what was unsent', whileAway.settled)
  require(late.seq > missed.seq, 'the missed message was recorded before the unsent one')
  const expected = [...said, 'said to nobody', 'said while away']
  require(boHears.texts.join('\n') === expected.join('\n'), 'everything is heard once and in order')

  await boHere.edit(late, 'said while offline').settled
  await adaHere.delete(missed).settled
  const refused = await boHere.edit(missed, 'not mine').settled.catch((error: unknown) => error)
  require(refused instanceof SentinelError && !refused.retryable, 'nobody edits another’s message')
  const { messages } = await bo.rooms.history(room.id, { limit: 2 })
  require(messages[0]?.deletedAt !== undefined && messages[0].text === '', 'a deleted text is gone')
  require(messages[1]?.text === 'said while offline', 'the history holds the newest text')

  const { members } = await ada.rooms.members(room.id)
  require(members.length === 2, 'both are members')
  await bo.rooms.leave(room.id)
  await within('being told to leave', until(boHere))
  adaHere.close()
  await ada.accounts.signOut()
  const gone = await ada.accounts.me().catch((error: unknown) => error)
  require(gone instanceof SentinelError && gone.code === 'unauthenticated', 'signing out ends the session')
  return expected.length
}

function until(connection: RoomConnection): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (connection.state.kind === 'closed' && connection.state.final) resolve()
    }
    connection.on('state', check)
    check()
  })
}
