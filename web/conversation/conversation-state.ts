import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { LiveEvent } from '#schema/wire/server/frame.ts'
import type { Ack, Author, ConnectionState, History, LogEvent, Message, SentinelError } from '#sdk/index.ts'
import { applyLive, forgetLive, type Live, NOTHING_LIVE, noteSaid } from './live.ts'
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

export type HistoryStatus =
  | { kind: 'none' }
  | { kind: 'loading' }
  | { kind: 'loaded' }
  | { kind: 'failed'; error: unknown }

/** Everything that one room's screen shows. */
export type ConversationState = {
  connection: ConnectionState
  timeline: Timeline
  history: HistoryStatus
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
  archived: boolean
  /** Something went wrong that concerns no single message. */
  problem: SentinelError | null
}

export type ConversationAction =
  | { type: 'connection'; connection: ConnectionState }
  | { type: 'event'; event: LogEvent; userId: string }
  | { type: 'live'; event: LiveEvent }
  | { type: 'ack'; operation: LogOperation; ack: Ack; author: Author }
  | { type: 'error'; operation: LogOperation | null; error: SentinelError }
  | { type: 'pending'; pending: readonly LogOperation[] }
  | { type: 'history-loading' }
  | { type: 'history-failed'; error: unknown }
  | { type: 'history-newest'; page: History }
  | { type: 'history-older'; page: History }
  | { type: 'dismiss-refused'; id: string }
  | { type: 'dismiss-problem' }
  | { type: 'renamed'; name: string }
  | { type: 'trim'; keep: number }

export const INITIAL_CONVERSATION: ConversationState = {
  connection: { kind: 'idle' },
  timeline: EMPTY_TIMELINE,
  history: { kind: 'none' },
  pending: [],
  refused: [],
  masked: new Set(),
  incoming: null,
  roomName: null,
  topic: null,
  live: NOTHING_LIVE,
  archived: false,
  problem: null,
}

function reduceConnection(state: ConversationState, connection: ConnectionState): ConversationState {
  if (connection.kind === 'open') return { ...state, connection, roomName: connection.roomName }
  const archived = state.archived || (connection.kind === 'closed' && connection.error === 'archived')
  return { ...state, connection, archived, live: forgetLive(state.live) }
}

function reduceEvent(state: ConversationState, event: LogEvent, userId: string): ConversationState {
  const next = { ...state, timeline: applyEvent(state.timeline, event) }
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
  const timeline = applyAck(state.timeline, operation, ack, author)
  const isMasked = ack.text !== undefined && operation.type === 'send'
  return { ...state, timeline, masked: isMasked ? new Set(state.masked).add(ack.id) : state.masked }
}

export function reduceConversation(state: ConversationState, action: ConversationAction): ConversationState {
  switch (action.type) {
    case 'connection':
      return reduceConnection(state, action.connection)
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
      return { ...state, history: { kind: 'loading' }, timeline: beginPage(state.timeline) }
    case 'history-failed':
      return { ...state, history: { kind: 'failed', error: action.error } }
    case 'history-newest':
      return { ...state, history: { kind: 'loaded' }, timeline: mergeNewest(state.timeline, action.page) }
    case 'history-older':
      return { ...state, history: { kind: 'loaded' }, timeline: mergeOlder(state.timeline, action.page) }
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
