import { describe, expect, it } from 'vitest'
import type { Room } from '#sdk/index.ts'
import { initialRooms, type RoomsAction, reduceRooms } from './rooms-state.ts'

const room = (id: string, fields: Partial<Room> = {}): Room => ({
  id,
  name: id,
  visibility: 'public',
  createdAt: 1,
  archivedAt: null,
  role: 'member',
  ...fields,
})

const loaded = (ids: string[], nextCursor: string | null = null) =>
  reduceRooms(initialRooms('joined'), {
    type: 'loaded',
    scope: 'joined',
    page: { rooms: ids.map((id) => room(id)), nextCursor },
  })

const idsOf = ({ rooms }: { rooms: readonly Room[] }) => rooms.map(({ id }) => id)

describe('reduceRooms', () => {
  it('adds further pages without doubling a room that moved between them', () => {
    const page = { rooms: [room('b'), room('c')], nextCursor: null }
    expect(idsOf(reduceRooms(loaded(['a', 'b'], 'next'), { type: 'more', scope: 'joined', page }))).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('drops an answer for a list that is no longer shown', () => {
    const shown = reduceRooms(loaded(['a']), { type: 'scope', scope: 'all' })
    const late: RoomsAction = {
      type: 'loaded',
      scope: 'joined',
      page: { rooms: [room('x')], nextCursor: null },
    }
    expect(reduceRooms(shown, late)).toBe(shown)
  })

  it('choosing the list that is shown already changes nothing', () => {
    const state = loaded(['a'])
    expect(reduceRooms(state, { type: 'scope', scope: 'joined' })).toBe(state)
  })

  it('a new room comes first, a left or archived one goes', () => {
    const state = reduceRooms(loaded(['a', 'b']), { type: 'changed', room: room('n') })
    expect(idsOf(state)).toEqual(['n', 'a', 'b'])
    const left = reduceRooms(state, { type: 'changed', room: room('a', { role: null }) })
    expect(idsOf(left)).toEqual(['n', 'b'])
    const archived = reduceRooms(left, { type: 'changed', room: room('b', { archivedAt: 5 }) })
    expect(idsOf(archived)).toEqual(['n'])
  })

  it('keeps what it shows when a refresh fails', () => {
    const state = reduceRooms(loaded(['a']), { type: 'failed', scope: 'joined', error: 'no' })
    expect(idsOf(state)).toEqual(['a'])
    expect(state.status).toEqual({ kind: 'failed', error: 'no' })
  })

  it('what was read is no longer counted, and other rooms still are', () => {
    const page = {
      rooms: [
        { ...room('a'), unread: 3 },
        { ...room('b'), unread: 5 },
      ],
      nextCursor: null,
    }
    const state = reduceRooms(initialRooms('joined'), { type: 'loaded', scope: 'joined', page })
    const read = reduceRooms(state, { type: 'read', roomId: 'a' })
    expect(read.rooms.map(({ unread }) => unread)).toEqual([0, 5])
  })
})
