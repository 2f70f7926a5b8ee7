import type { History, LogEvent } from '#sdk/index.ts'
import { applyEvent, join, keyOf, mergePage, type Timeline } from './timeline.ts'

export type HistoryStatus =
  | { kind: 'none' }
  | { kind: 'loading' }
  | { kind: 'loaded' }
  | { kind: 'failed'; error: unknown }

/** A stretch of older history, looked at while the present goes on unseen; there may be a hole between the two. */
export type Past = { timeline: Timeline; hasNewer: boolean; history: HistoryStatus }

/** What is held of a room: the present, and the stretch that is looked at instead. */
export type Places = { timeline: Timeline; past: Past | null }

export const isHeld = ({ messages }: Timeline, key: string): boolean =>
  messages.some((message) => keyOf(message) === key)

/** Once the stretch reaches the present the two are one. */
function joinWhereTheyMeet({ timeline, past }: Places): Places {
  if (!past) return { timeline, past }
  const newest = past.timeline.messages.at(-1)
  const oldest = timeline.messages.at(0)
  const isWhole = !past.hasNewer || (newest && oldest && newest.seq >= oldest.seq)
  return isWhole ? { timeline: join(past.timeline, timeline), past: null } : { timeline, past }
}

/** The page around a message, asked for while the present was held: its events since are in there. */
export function openPast({ timeline }: Places, page: History): Places {
  const stretch = mergePage({ ...timeline, messages: [], notices: [] }, page)
  const past: Past = { timeline: stretch, hasNewer: page.hasNewer ?? false, history: { kind: 'loaded' } }
  return joinWhereTheyMeet({ timeline, past })
}

/** A page at one end of the stretch. */
export function extendPast(places: Places, page: History, end: 'older' | 'newer'): Places {
  const { timeline, past } = places
  if (!past) return places
  const { hasOlder } = past.timeline
  const merged = mergePage(past.timeline, page)
  return joinWhereTheyMeet({
    timeline,
    past: {
      history: { kind: 'loaded' },
      timeline: end === 'older' ? merged : { ...merged, hasOlder },
      hasNewer: end === 'newer' ? page.hasMore : past.hasNewer,
    },
  })
}

/** What is said now belongs to the present; what happens to older messages may show in the stretch. */
export function applyToPast(past: Past | null, event: LogEvent): Past | null {
  if (!past || !('target' in event)) return past
  return { ...past, timeline: applyEvent(past.timeline, event) }
}
