import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { parseRoute, pathOf, type Route } from './parse-route.ts'

const NAVIGATED = 'sentinel:navigated'

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener)
  window.addEventListener(NAVIGATED, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener(NAVIGATED, listener)
  }
}

/** Where the page is, and the way to go elsewhere without loading it anew. */
export function useRoute(): { route: Route; navigate: (route: Route) => void } {
  const pathname = useSyncExternalStore(subscribe, () => location.pathname)
  const route = useMemo(() => parseRoute(pathname), [pathname])
  const navigate = useCallback((next: Route) => {
    if (pathOf(next) === location.pathname) return
    history.pushState(null, '', pathOf(next))
    window.dispatchEvent(new Event(NAVIGATED))
  }, [])
  return { route, navigate }
}
