import { describe, expect, it } from 'vitest'
import { parseRoute, pathOf } from './parse-route.ts'

const ROOM = '0199c0de-0000-7000-8000-000000000001'

describe('parseRoute', () => {
  it('finds the room that a path names', () => {
    expect(parseRoute(`/rooms/${ROOM}`)).toEqual({ kind: 'room', roomId: ROOM })
    expect(parseRoute(`/rooms/${ROOM}/`)).toEqual({ kind: 'room', roomId: ROOM })
  })

  it.each(['/', '', '/rooms', '/rooms/', '/rooms/../admin', `/rooms/${ROOM}/x`, '/rooms/<script>', '//evil'])(
    'leads %j to the rooms',
    (path) => {
      expect(parseRoute(path)).toEqual({ kind: 'rooms' })
    },
  )

  it('reads back the path it makes', () => {
    const route = { kind: 'room', roomId: ROOM } as const
    expect(parseRoute(pathOf(route))).toEqual(route)
  })
})
