import type { PresenceChoice } from '#schema/wire/client/presence.ts'
import { MAX_PAGE_ITEMS } from '#schema/wire/limits.ts'
import type { LiveEvent } from '#schema/wire/server/frame.ts'
import type {
  Author,
  Client,
  ConnectionState,
  LogEvent,
  Me,
  PendingStore,
  Position,
  RoomConnection,
} from '#sdk/index.ts'
import {
  type ConversationAction,
  type ConversationState,
  INITIAL_CONVERSATION,
  type Refused,
  reduceConversation,
} from './conversation-state.ts'
import { HistoryReader } from './history-reader.ts'
import { keyOf } from './timeline.ts'

/** What a conversation needs of the client. */
export type ConversationClient = {
  connect: Client['connect']
  rooms: Pick<Client['rooms'], 'history' | 'pins' | 'members'>
}

export type ConversationOptions = {
  client: ConversationClient
  me: Me
  roomId: string
  pendingStore: PendingStore
  presence: PresenceChoice
}

type SendOptions = Parameters<RoomConnection['send']>[1]

const MAX_MESSAGES = 1000
/** People beyond these are not offered when one is to be named. */
const MAX_MEMBER_PAGES = 5
const LOG_EVENTS = [
  'message',
  'edited',
  'deleted',
  'reaction',
  'pin',
  'membership',
  'moderation',
  'room',
] as const
const LIVE_EVENTS = ['typing', 'presence', 'receipts', 'notice'] as const

/** One room's conversation apart from any screen: it goes on while another room is looked at. */
export class ConversationStore {
  readonly roomId: string
  /** What is typed and not said yet. */
  draft = ''
  /** The people whom the draft's author chose to name. */
  draftMentions: readonly Author[] = []
  readonly #me: Me
  readonly #client: ConversationOptions['client']
  readonly #connection: RoomConnection
  readonly #history: HistoryReader
  readonly #listeners = new Set<() => void>()
  #state = INITIAL_CONVERSATION
  #isEntering = false
  #isWanted = false

  constructor({ client, me, roomId, pendingStore, presence }: ConversationOptions) {
    this.roomId = roomId
    this.#me = me
    this.#client = client
    // No position: the page holds no message yet, so it takes the newest page instead of a replay.
    this.#connection = client.connect(roomId, {
      position: null,
      presence,
      keep: { store: pendingStore, accountId: me.id },
    })
    this.#history = new HistoryReader({
      read: (query) => client.rooms.history(roomId, query),
      getState: this.getState,
      dispatch: (action) => this.#dispatch(action),
    })
    this.#listen()
  }

  get state(): ConversationState {
    return this.#state
  }

  readonly getState = (): ConversationState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  get hasPending(): boolean {
    return this.#connection.pending.length > 0
  }

  open(): void {
    this.#isWanted = true
    this.#isEntering = true
    this.#connection.open()
  }

  close(): void {
    this.#isWanted = false
    this.#connection.close()
  }

  /** Tries at once instead of waiting for the next attempt. */
  reconnect(): void {
    this.close()
    this.open()
  }

  /** @throws SentinelError `malformed` for a text that no room takes */
  send(text: string, options: SendOptions = {}): void {
    this.#connection.send(text, options)
    this.backToNow()
  }

  setPresence(choice: PresenceChoice): void {
    this.#connection.setPresence(choice)
  }

  react({ epoch, seq }: Position, emoji: string, on: boolean): void {
    this.#connection.react({ epoch, seq }, emoji, on)
  }

  pin({ epoch, seq }: Position, on: boolean): void {
    this.#connection.pin({ epoch, seq }, on)
  }

  setTyping(isOn: boolean): void {
    this.#connection.setTyping(isOn)
  }

  /** The newest message is in view. */
  markRead(): void {
    const { position } = this.#connection
    if (position && this.#state.connection.kind === 'open') this.#connection.markRead(position)
  }

  /** @throws SentinelError as `send` does */
  edit(target: Position, text: string, mentions: readonly string[] = []): void {
    this.#connection.edit(target, text, mentions)
  }

  remove(target: Position): void {
    this.#connection.delete(target)
  }

  /** Says a refused operation again, as a new one. */
  retry({ operation }: Refused): void {
    this.discard(operation.id)
    if (operation.type === 'send') this.send(operation.text, operation)
    else if (operation.type === 'edit') this.edit(operation.target, operation.text, operation.mentions)
    else if (operation.type === 'react') this.react(operation.target, operation.emoji, operation.on)
    else if (operation.type === 'pin') this.pin(operation.target, operation.on)
    else this.remove(operation.target)
  }

  discard(id: string): void {
    this.#dispatch({ type: 'dismiss-refused', id })
  }

  /** The room's new name is known before its event arrives. */
  noteName(name: string): void {
    this.#dispatch({ type: 'renamed', name })
  }

  dismissProblem(): void {
    this.#dispatch({ type: 'dismiss-problem' })
  }

  /** Tries again what failed to load. */
  async retryHistory(): Promise<void> {
    await this.#history.retry()
  }

  async loadOlder(): Promise<void> {
    await this.#history.loadOlder()
  }

  /** What follows the stretch of history that is looked at. */
  async loadNewer(): Promise<void> {
    await this.#history.loadNewer()
  }

  /** Brings a message into view, with the history around it where it is not held. */
  async goTo(position: Position): Promise<void> {
    await this.#history.find(position)
    this.#dispatch({ type: 'go-to', key: keyOf(position) })
  }

  /** The message to go to is in view. */
  arrive(): void {
    this.#dispatch({ type: 'arrived' })
  }

  /** Leaves the stretch of history that is looked at. */
  backToNow(): void {
    if (this.#state.past || this.#state.target) this.#dispatch({ type: 'back-to-now' })
  }

  /** The latest pin first. */
  readPins() {
    return this.#client.rooms.pins(this.roomId)
  }

  /** Asks who may be named; what is known already stays where that fails. */
  async loadMembers(): Promise<void> {
    const members: Author[] = []
    try {
      let cursor: string | null | undefined
      for (let page = 0; page < MAX_MEMBER_PAGES && cursor !== null; page += 1) {
        const found = await this.#client.rooms.members(this.roomId, { cursor, limit: MAX_PAGE_ITEMS })
        members.push(...found.members.map(({ user }) => user))
        cursor = found.nextCursor
      }
    } catch {
      return
    }
    this.#dispatch({ type: 'members', members })
  }

  /** To be called while the newest messages are in view: nothing that is being read disappears. */
  trim(): void {
    if (this.#state.timeline.messages.length > MAX_MESSAGES)
      this.#dispatch({ type: 'trim', keep: MAX_MESSAGES / 2 })
  }

  #listen(): void {
    const connection = this.#connection
    const { id: userId } = this.#me
    const take = (event: LogEvent) => this.#dispatch({ type: 'event', event, userId })
    for (const name of LOG_EVENTS) connection.on(name, take)
    const notice = (event: LiveEvent) => this.#dispatch({ type: 'live', event })
    for (const name of LIVE_EVENTS) connection.on(name, notice)
    connection.on('ack', ({ operation, ack }) => {
      const author =
        this.#state.connection.kind === 'open'
          ? this.#state.connection.you
          : { id: userId, name: this.#me.name }
      this.#dispatch({ type: 'ack', operation, ack, author })
    })
    connection.on('error', ({ error, operation }) => this.#dispatch({ type: 'error', error, operation }))
    connection.on('pending', (pending) => this.#dispatch({ type: 'pending', pending }))
    connection.on('resync', () => {
      // What happened meanwhile to a stretch of history is not known.
      this.backToNow()
      void this.#history.loadNewest()
    })
    connection.on('state', (state) => {
      const isEntering = this.#isEntering && state.kind === 'open'
      if (isEntering) this.#isEntering = false
      this.#dispatch({ type: 'connection', connection: state, isEntering })
      this.#loadWhenNeeded(state)
    })
  }

  #loadWhenNeeded({ kind }: ConnectionState): void {
    // After the welcome, so that no event can fall between the page and the live ones.
    if (kind === 'open' && this.#history.isStale) void this.#history.loadNewest()
    const isUnreachable = kind === 'waiting' || (kind === 'closed' && this.#isWanted)
    if (isUnreachable && this.#state.history.kind === 'none')
      void this.#history.loadNewest({ isFinal: false })
  }

  #dispatch(action: ConversationAction): void {
    const next = reduceConversation(this.#state, action)
    if (next === this.#state) return
    this.#state = next
    for (const listener of this.#listeners) listener()
  }
}
