import type { ListedRoom, Room, RoomList } from '#sdk/index.ts'

export type Scope = 'joined' | 'all'

export type RoomsState = {
  scope: Scope
  rooms: readonly ListedRoom[]
  nextCursor: string | null
  status: { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; error: unknown }
}

export type RoomsAction =
  | { type: 'scope'; scope: Scope }
  | { type: 'loading' }
  | { type: 'loaded'; scope: Scope; page: RoomList }
  | { type: 'more'; scope: Scope; page: RoomList }
  | { type: 'failed'; scope: Scope; error: unknown }
  | { type: 'changed'; room: Room }
  | { type: 'read'; roomId: string }

export const initialRooms = (scope: Scope): RoomsState => ({
  scope,
  rooms: [],
  nextCursor: null,
  status: { kind: 'loading' },
})

function applyChange(state: RoomsState, room: Room): RoomsState {
  const isListed = state.rooms.some(({ id }) => id === room.id)
  const belongs = room.archivedAt === null && (state.scope === 'all' || room.role !== null)
  if (!belongs) return { ...state, rooms: state.rooms.filter(({ id }) => id !== room.id) }
  const rooms = isListed
    ? state.rooms.map((held) => (held.id === room.id ? room : held))
    : [room, ...state.rooms]
  return { ...state, rooms }
}

/** An answer for a scope that is no longer shown is dropped. */
export function reduceRooms(state: RoomsState, action: RoomsAction): RoomsState {
  switch (action.type) {
    case 'scope':
      return action.scope === state.scope ? state : initialRooms(action.scope)
    case 'loading':
      return { ...state, status: { kind: 'loading' } }
    case 'changed':
      return applyChange(state, action.room)
    case 'read':
      return {
        ...state,
        rooms: state.rooms.map((room) => (room.id === action.roomId ? { ...room, unread: 0 } : room)),
      }
    default:
      if (action.scope !== state.scope) return state
  }
  if (action.type === 'failed') return { ...state, status: { kind: 'failed', error: action.error } }
  const { rooms, nextCursor } = action.page
  const known = new Set(action.type === 'more' ? state.rooms.map(({ id }) => id) : [])
  const kept = action.type === 'more' ? state.rooms : []
  return {
    ...state,
    rooms: [...kept, ...rooms.filter(({ id }) => !known.has(id))],
    nextCursor,
    status: { kind: 'ready' },
  }
}
