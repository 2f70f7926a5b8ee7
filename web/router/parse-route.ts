import { roomId } from '#schema/wire/ids.ts'

export type Route = { kind: 'rooms' } | { kind: 'room'; roomId: string }

/** Paths of the page: `/` and `/rooms/<id>`; anything else is `/`. */
export function parseRoute(pathname: string): Route {
  const id = /^\/rooms\/([^/]+)\/?$/.exec(pathname)?.[1]
  const parsed = roomId.safeParse(id)
  return parsed.success ? { kind: 'room', roomId: parsed.data } : { kind: 'rooms' }
}

export const pathOf = (route: Route): string => (route.kind === 'room' ? `/rooms/${route.roomId}` : '/')
