import type { LiveEvent } from '#schema/wire/server/frame.ts'
import type {
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

/** What a conversation needs of the client. */
export type ConversationClient = { connect: Client['connect']; rooms: Pick<Client['rooms'], 'history'> }

export type ConversationOptions = {
  client: ConversationClient
  me: Me
  roomId: string
  pendingStore: PendingStore
}

const PAGE_MESSAGES = 50
const MAX_MESSAGES = 1000
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
  readonly #me: Me
  readonly #client: ConversationOptions['client']
  readonly #connection: RoomConnection
  readonly #listeners = new Set<() => void>()
  #state = INITIAL_CONVERSATION
  #isLoading = false
  /** The newest page must be loaded, or loaded anew. */
  #isStale = true
  #isWanted = false

  constructor({ client, me, roomId, pendingStore }: ConversationOptions) {
    this.roomId = roomId
    this.#me = me
    this.#client = client
    // No position: the page holds no message yet, so it takes the newest page instead of a replay.
    this.#connection = client.connect(roomId, {
      position: null,
      keep: { store: pendingStore, accountId: me.id },
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
  send(text: string, replyTo?: Position): void {
    this.#connection.send(text, replyTo ? { replyTo: { epoch: replyTo.epoch, seq: replyTo.seq } } : {})
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
  edit(target: Position, text: string): void {
    this.#connection.edit(target, text)
  }

  remove(target: Position): void {
    this.#connection.delete(target)
  }

  /** Says a refused operation again, as a new one. */
  retry({ operation }: Refused): void {
    this.discard(operation.id)
    if (operation.type === 'send') this.send(operation.text, operation.replyTo)
    else if (operation.type === 'edit') this.edit(operation.target, operation.text)
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
    await (this.#isStale ? this.#loadNewest() : this.loadOlder())
  }

  async loadOlder(): Promise<void> {
    const { messages, hasOlder } = this.#state.timeline
    const oldest = messages[0]
    if (this.#isLoading || !hasOlder || !oldest) return
    await this.#load({ before: oldest.seq, limit: PAGE_MESSAGES }, 'history-older')
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
    connection.on('resync', () => void this.#loadNewest())
    connection.on('state', (state) => {
      this.#dispatch({ type: 'connection', connection: state })
      this.#loadWhenNeeded(state)
    })
  }

  #loadWhenNeeded({ kind }: ConnectionState): void {
    // After the welcome, so that no event can fall between the page and the live ones.
    if (kind === 'open' && this.#isStale) void this.#loadNewest()
    const isUnreachable = kind === 'waiting' || (kind === 'closed' && this.#isWanted)
    if (isUnreachable && this.#state.history.kind === 'none') void this.#loadNewest({ isFinal: false })
  }

  /** Not final: loaded while the socket is shut, so there may be a hole before the first live event. */
  async #loadNewest({ isFinal } = { isFinal: true }): Promise<void> {
    this.#isStale = this.#isLoading || !isFinal
    if (!this.#isLoading) await this.#load({ limit: PAGE_MESSAGES }, 'history-newest')
  }

  async #load(
    query: { before?: number; limit: number },
    type: 'history-newest' | 'history-older',
  ): Promise<void> {
    this.#isLoading = true
    this.#dispatch({ type: 'history-loading' })
    try {
      const page = await this.#client.rooms.history(this.roomId, query)
      this.#isLoading = false
      this.#dispatch({ type, page })
      if (this.#isStale && this.#state.connection.kind === 'open') await this.#loadNewest()
    } catch (error) {
      this.#isLoading = false
      if (type === 'history-newest') this.#isStale = true
      this.#dispatch({ type: 'history-failed', error })
    }
  }

  #dispatch(action: ConversationAction): void {
    const next = reduceConversation(this.#state, action)
    if (next === this.#state) return
    this.#state = next
    for (const listener of this.#listeners) listener()
  }
}
