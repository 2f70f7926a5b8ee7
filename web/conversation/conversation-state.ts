import type { LogOperation } from '#schema/wire/client/frame.ts'
import { MAX_TEXT_CHARACTERS } from '#schema/wire/limits.ts'
import type { LiveEvent } from '#schema/wire/server/frame.ts'
import type { Ack, Author, ConnectionState, History, LogEvent, Message, SentinelError } from '#sdk/index.ts'
import { applyLive, forgetLive, type Live, NOTHING_LIVE, noteSaid } from './live.ts'
import { applyToPast, extendPast, type HistoryStatus, isHeld, openPast, type Past } from './past.ts'
import {
  applyAck,
  applyEvent,
  beginPage,
  EMPTY_TIMELINE,
  mergeNewest,
  mergeOlder,
  type Timeline,
  trim,
} from './timeline.ts'

export type Refused = { operation: LogOperation; error: SentinelError }

/** Everything that one room's screen shows. */
export type ConversationState = {
  connection: ConnectionState
  timeline: Timeline
  history: HistoryStatus
  /** The older stretch that is looked at instead of the newest messages. */
  past: Past | null
  /** A message away from what is held is being looked for. */
  isSearching: boolean
  /** The message to be brought into view; a new object for each time. */
  target: { key: string } | null
  /** The seq up to which the person had read when the room was opened; null: nothing was left unread. */
  readUntil: number | null
  /** Grows with each pin that comes or goes. */
  pinChanges: number
  /** Who may be named, as far as it was asked for. */
  members: readonly Author[]
  /** Said, not acknowledged, oldest first. */
  pending: readonly LogOperation[]
  refused: readonly Refused[]
  /** Client ids of own messages whose text the word filter changed. */
  masked: ReadonlySet<string>
  /** The newest message of someone else that arrived live. */
  incoming: Message | null
  /** The newest name the room is known to have, null until it tells. */
  roomName: string | null
  /** The newest topic that an event told, empty for none; null until one does. */
  topic: string | null
  live: Live
  /** The longest message that the person may say, as the room last told. */
  maxCharacters: number
  archived: boolean
  /** Something went wrong that concerns no single message. */
  problem: SentinelError | null
}

export type ConversationAction =
  /** `isEntering`: the room was opened just now, and not only reached again. */
  | { type: 'connection'; connection: ConnectionState; isEntering: boolean }
  | { type: 'event'; event: LogEvent; userId: string }
  | { type: 'live'; event: LiveEvent }
  | { type: 'ack'; operation: LogOperation; ack: Ack; author: Author }
  | { type: 'error'; operation: LogOperation | null; error: SentinelError }
  | { type: 'pending'; pending: readonly LogOperation[] }
  | { type: 'history-loading' }
  | { type: 'history-failed'; error: unknown }
  | { type: 'history-newest'; page: History }
  | { type: 'history-older'; page: History }
  | { type: 'past-searching' }
  | { type: 'past-opened'; page: History }
  | { type: 'past-not-found'; error: SentinelError }
  | { type: 'past-loading' }
  | { type: 'past-extended'; page: History; end: 'older' | 'newer' }
  | { type: 'past-failed'; error: unknown }
  | { type: 'past-retry' }
  | { type: 'back-to-now' }
  | { type: 'go-to'; key: string }
  | { type: 'arrived' }
  | { type: 'members'; members: readonly Author[] }
  | { type: 'dismiss-refused'; id: string }
  | { type: 'dismiss-problem' }
  | { type: 'renamed'; name: string }
  | { type: 'trim'; keep: number }

export const INITIAL_CONVERSATION: ConversationState = {
  connection: { kind: 'idle' },
  timeline: EMPTY_TIMELINE,
  history: { kind: 'none' },
  past: null,
  isSearching: false,
  target: null,
  readUntil: null,
  pinChanges: 0,
  members: [],
  pending: [],
  refused: [],
  masked: new Set(),
  incoming: null,
  roomName: null,
  maxCharacters: MAX_TEXT_CHARACTERS,
  topic: null,
  live: NOTHING_LIVE,
  archived: false,
  problem: null,
}

function reduceConnection(
  state: ConversationState,
  { connection, isEntering }: Extract<ConversationAction, { type: 'connection' }>,
): ConversationState {
  if (connection.kind === 'open') {
    const { read, unread, roomName, maxTextCharacters: maxCharacters } = connection
    const readUntil = read && unread !== 0 ? read.seq : null
    return { ...state, connection, roomName, maxCharacters, ...(isEntering ? { readUntil } : {}) }
  }
  const isClosed = connection.kind === 'closed'
  return {
    ...state,
    connection,
    readUntil: isClosed ? null : state.readUntil,
    archived: state.archived || (isClosed && connection.error === 'archived'),
    live: forgetLive(state.live),
  }
}

function reduceEvent(state: ConversationState, event: LogEvent, userId: string): ConversationState {
  const next = {
    ...state,
    timeline: applyEvent(state.timeline, event),
    past: applyToPast(state.past, event),
    pinChanges: state.pinChanges + (event.type === 'pin' ? 1 : 0),
  }
  if (event.type === 'message') {
    const live = noteSaid(state.live, event.author.id)
    return event.author.id === userId ? next : { ...next, live, incoming: event }
  }
  if (event.type !== 'room') return next
  return {
    ...next,
    roomName: event.name,
    topic: event.topic ?? '',
    archived: state.archived || event.change === 'archived',
  }
}

function reduceAck(
  state: ConversationState,
  { operation, ack, author }: Extract<ConversationAction, { type: 'ack' }>,
): ConversationState {
  const apply = (timeline: Timeline) => applyAck(timeline, operation, ack, author)
  const { past } = state
  const isMasked = ack.text !== undefined && operation.type === 'send'
  return {
    ...state,
    timeline: apply(state.timeline),
    past: past && operation.type !== 'send' ? { ...past, timeline: apply(past.timeline) } : past,
    masked: isMasked ? new Set(state.masked).add(ack.id) : state.masked,
  }
}

/** From now on the pages under way may not tell what happens. */
const beginPages = (state: ConversationState): ConversationState => ({
  ...state,
  timeline: beginPage(state.timeline),
  past: state.past && { ...state.past, timeline: beginPage(state.past.timeline) },
})

const setPastHistory = (state: ConversationState, history: HistoryStatus): ConversationState => ({
  ...state,
  past: state.past && { ...state.past, history },
})

function reduceGoTo(state: ConversationState, key: string): ConversationState {
  const past = state.past && isHeld(state.past.timeline, key) ? state.past : null
  return past || isHeld(state.timeline, key) ? { ...state, past, target: { key } } : state
}

export function reduceConversation(state: ConversationState, action: ConversationAction): ConversationState {
  switch (action.type) {
    case 'connection':
      return reduceConnection(state, action)
    case 'event':
      return reduceEvent(state, action.event, action.userId)
    case 'live':
      return { ...state, live: applyLive(state.live, action.event) }
    case 'ack':
      return reduceAck(state, action)
    case 'error': {
      const { operation, error } = action
      return operation
        ? { ...state, refused: [...state.refused, { operation, error }] }
        : { ...state, problem: error }
    }
    case 'pending':
      return { ...state, pending: action.pending }
    case 'history-loading':
      return { ...beginPages(state), history: { kind: 'loading' } }
    case 'history-failed':
      return { ...state, history: { kind: 'failed', error: action.error } }
    case 'history-newest':
      return { ...state, history: { kind: 'loaded' }, timeline: mergeNewest(state.timeline, action.page) }
    case 'history-older':
      return { ...state, history: { kind: 'loaded' }, timeline: mergeOlder(state.timeline, action.page) }
    case 'past-searching':
      return { ...beginPages(state), isSearching: true }
    case 'past-opened':
      return { ...state, ...openPast(state, action.page), isSearching: false }
    case 'past-not-found':
      return { ...state, isSearching: false, problem: action.error }
    case 'past-loading':
      return setPastHistory(beginPages(state), { kind: 'loading' })
    case 'past-extended':
      return { ...state, ...extendPast(state, action.page, action.end) }
    case 'past-failed':
      return setPastHistory(state, { kind: 'failed', error: action.error })
    case 'past-retry':
      return setPastHistory(state, { kind: 'loaded' })
    case 'back-to-now':
      return { ...state, past: null, target: null }
    case 'go-to':
      return reduceGoTo(state, action.key)
    case 'arrived':
      return { ...state, target: null }
    case 'members':
      return { ...state, members: action.members }
    case 'dismiss-refused':
      return { ...state, refused: state.refused.filter(({ operation }) => operation.id !== action.id) }
    case 'dismiss-problem':
      return { ...state, problem: null }
    case 'renamed':
      return { ...state, roomName: action.name }
    case 'trim':
      return { ...state, timeline: trim(state.timeline, action.keep) }
  }
}
