import { useCallback, useEffect, useReducer, useRef } from 'react'
import type { Client, Room } from '#sdk/index.ts'
import { isSignedOut } from '../session/describe-error.ts'
import { initialRooms, type RoomsState, reduceRooms, type Scope } from './rooms-state.ts'

const REFRESH_MS = 30_000
const PAGE_ROOMS = 50

export type RoomsControl = {
  state: RoomsState
  show(scope: Scope): void
  refresh(): void
  loadMore(): void
  /** Something about one room is known before the list is loaded anew. */
  change(room: Room): void
  /** Everything in the room has been seen; the platform's count follows some seconds later. */
  markRead(roomId: string): void
}

/** The list of rooms, refreshed while the page is in view. */
export function useRooms(client: Client, onSignedOut: () => void): RoomsControl {
  const [state, dispatch] = useReducer(reduceRooms, 'joined', initialRooms)
  const latest = useRef(state)
  latest.current = state
  const { scope } = state

  const load = useCallback(
    async (cursor?: string) => {
      try {
        const page = await client.rooms.list({ scope, cursor, limit: PAGE_ROOMS })
        dispatch({ type: cursor === undefined ? 'loaded' : 'more', scope, page })
      } catch (error) {
        if (isSignedOut(error)) onSignedOut()
        else dispatch({ type: 'failed', scope, error })
      }
    },
    [client, scope, onSignedOut],
  )

  const refreshQuietly = useCallback(() => {
    const hasOnePage = latest.current.rooms.length <= PAGE_ROOMS
    if (document.visibilityState === 'visible' && hasOnePage) void load()
  }, [load])

  useEffect(() => {
    void load()
    const timer = setInterval(refreshQuietly, REFRESH_MS)
    document.addEventListener('visibilitychange', refreshQuietly)
    window.addEventListener('online', refreshQuietly)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', refreshQuietly)
      window.removeEventListener('online', refreshQuietly)
    }
  }, [load, refreshQuietly])

  const change = useCallback((room: Room) => dispatch({ type: 'changed', room }), [])
  const markRead = useCallback((roomId: string) => dispatch({ type: 'read', roomId }), [])
  const refresh = useCallback(() => {
    dispatch({ type: 'loading' })
    void load()
  }, [load])
  const show = useCallback(
    (next: Scope) => (next === latest.current.scope ? refresh() : dispatch({ type: 'scope', scope: next })),
    [refresh],
  )
  const loadMore = useCallback(() => {
    const { nextCursor } = latest.current
    if (nextCursor === null) return
    dispatch({ type: 'loading' })
    void load(nextCursor)
  }, [load])
  return { state, show, refresh, loadMore, change, markRead }
}
