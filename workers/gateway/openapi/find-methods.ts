import type { Gateway } from '../context.ts'

const toPattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/')}$`,
  )

/** Tells for a path which methods its route offers; none for a path that is no route. */
export function createMethodFinder(app: Gateway): (path: string) => string[] {
  const offered = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
    .map(({ method, path }) => ({ method, pattern: toPattern(path) }))
  return (path) => [
    ...new Set(offered.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
  ]
}
