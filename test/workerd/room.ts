import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { RELAY_HEADER } from '#durable-objects/relay/contract.ts'
import type { Relay } from '#durable-objects/relay/relay.ts'
import { ADMISSION_HEADER, type TicketClaims } from '#durable-objects/room/contract.ts'
import type { RoomDependencies } from '#durable-objects/room/core/dependencies.ts'
import { createObjectDriver } from '#durable-objects/room/platform/create-object-driver.ts'
import { Room } from '#durable-objects/room/room.ts'
import { createRoomStorage } from '#durable-objects/room/storage/create-room-storage.ts'
import type { StoredMember } from '#durable-objects/room/storage/port.ts'
import { decodeHeader } from '#durable-objects/sockets/header.ts'
import { type ServerEvent, serverFrame } from '#schema/wire/server/frame.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'

declare global {
  namespace Cloudflare {
    interface Env {
      ROOM: DurableObjectNamespace<Room>
      RELAY: DurableObjectNamespace<Relay>
    }
  }
}

export const OLGA = '01900000-0000-7000-8000-000000000001'
export const GUS = '01900000-0000-7000-8000-000000000002'

/** Stores that are down, what reached the outbox, and what differs from production. */
export const stores = {
  down: { record: false, outbox: false },
  published: [] as OutboxRecord[],
  /** Added to the objects' clock. */
  aheadMs: 0,
  overrides: {} as Partial<RoomDependencies>,
}

export function resetStores(): void {
  stores.down = { record: false, outbox: false }
  stores.aheadMs = 0
  stores.overrides = {}
}

function requireUp(store: keyof typeof stores.down): void {
  if (stores.down[store]) throw new Error('connection refused')
}

export const now = () => Date.now() + stores.aheadMs

/** The stores do not exist here: no room but those that know themselves, no rules but those they hold. */
const { createDependencies } = Room
Room.createDependencies = (parts) => ({
  ...createDependencies(parts),
  now,
  record: {
    loadRoom: async () => {
      requireUp('record')
      return null
    },
    takeEpoch: async () => true,
    loadRules: async () => {
      requireUp('record')
      return [{ id: 'r', pattern: 'darn', action: 'mask' }]
    },
    readMessages: async () => ({ messages: [], hasMore: false }),
    findFirstSince: async () => null,
    findByClientId: async () => null,
    countUnread: async () => 0,
    saveCursors: async () => undefined,
    countRecorded: async () => 0,
  },
  outbox: {
    enqueue: async (records) => {
      requireUp('outbox')
      stores.published.push(...records)
    },
    wakeDrainer: async () => undefined,
  },
  ...stores.overrides,
})

let minted = 0
export function mintId(atMs = now()): string {
  minted += 1
  const time = atMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${minted.toString(16).padStart(12, '0')}`
}

export const roomOf = (roomId: string) => env.ROOM.getByName(roomId)
const opened: WebSocket[] = []

export function closeAll(): void {
  for (const socket of opened.splice(0)) socket.close()
}

const OLGA_AND_GUS: Partial<StoredMember>[] = [{}, { userId: GUS, name: 'Gus', role: 'member' }]

/** A room that needs no Postgres: it knows itself already. */
export async function seedRoom(members = OLGA_AND_GUS): Promise<string> {
  const roomId = mintId()
  const room = roomOf(roomId)
  await runInDurableObject(room, (_, { storage }) => {
    const store = createRoomStorage(createObjectDriver(storage))
    const owner: StoredMember = {
      userId: OLGA,
      name: 'Olga',
      role: 'owner',
      joinedAt: 1,
      leftAt: null,
      mutedUntil: null,
    }
    store.createRoom(
      {
        roomId,
        name: 'Harbour',
        topic: '',
        visibility: 'public',
        createdBy: OLGA,
        creatorName: 'Olga',
        createdAt: 1,
        archivedAt: null,
        epoch: 1,
        floorSeq: 0,
        floorAt: 0,
        publishedSeq: 0,
      },
      members.map((member) => ({ ...owner, ...member })),
    )
    store.writeDocument('filter-rules', '[{"id":"r","pattern":"darn","action":"mask"}]')
  })
  await evictDurableObject(room)
  return roomId
}

export const buildClaims = (roomId: string, claims: Partial<TicketClaims> = {}): TicketClaims => ({
  ticketId: mintId(),
  roomId,
  userId: OLGA,
  name: 'Olga',
  role: 'member',
  roleVersion: 1,
  sessionId: 's',
  expiresAt: now() + 30_000,
  sessionExpiresAt: now() + 3_600_000,
  ...claims,
})

export const ask = (roomId: string, claims: TicketClaims, headers: Record<string, string> = {}) =>
  roomOf(roomId).fetch('http://room/socket', {
    headers: {
      upgrade: 'websocket',
      'sec-websocket-protocol': 'sentinel.v1, ticket.secret',
      [ADMISSION_HEADER]: btoa(JSON.stringify(claims)),
      ...headers,
    },
  })

/** The other end of a socket, which takes nothing from the room that is not of the protocol. */
export class Client {
  readonly socket: WebSocket
  readonly events: ServerEvent[] = []
  closed: { code: number; reason: string } | null = null
  #wake: () => void = () => undefined

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.accept()
    opened.push(socket)
    socket.addEventListener('message', ({ data }) => {
      if (data !== 'pong') this.events.push(...serverFrame.parse(JSON.parse(String(data))))
      this.#wake()
    })
    socket.addEventListener('close', ({ code, reason }) => {
      this.closed = { code, reason }
      this.#wake()
    })
  }

  say(...events: unknown[]): void {
    this.socket.send(JSON.stringify(events))
  }

  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  of<T extends ServerEvent['type']>(type: T): Extract<ServerEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<ServerEvent, { type: T }> => event.type === type)
  }
}

/** Goes to the relay that the room names, as the gateway does. */
export function askRelay(redirection: string, headers: Record<string, string> = {}): Promise<Response> {
  const relay = String(Reflect.get(Object(decodeHeader(redirection)), 'relay'))
  return env.RELAY.getByName(relay).fetch('http://relay/socket', {
    headers: { upgrade: 'websocket', [RELAY_HEADER]: redirection, ...headers },
  })
}

export async function open(roomId: string, claims: Partial<TicketClaims> = {}): Promise<Client> {
  const answer = await ask(roomId, buildClaims(roomId, claims))
  const redirection = answer.headers.get(RELAY_HEADER)
  const response = redirection === null ? answer : await askRelay(redirection)
  if (!response.webSocket) throw new Error(`refused with ${response.status}`)
  return new Client(response.webSocket)
}

export async function enter(
  roomId: string,
  claims: Partial<TicketClaims> = {},
  position: unknown = null,
  hello: object = {},
): Promise<Client> {
  const client = await open(roomId, claims)
  client.say({ type: 'hello', position, ...hello })
  await client.until(() => client.of('welcome').length === 1)
  return client
}
