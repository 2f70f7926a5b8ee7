import { computeState } from '#durable-objects/sockets/compute-state.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import type { Sessions } from '#durable-objects/sockets/sessions.ts'
import type { RelayReport } from '../contract.ts'

/** How many sockets are held, whose, and how many people show themselves. */
export function computeReport(sessions: Sessions): Omit<RelayReport, 'arrivals'> {
  const people = new Map<string, Session[]>()
  for (const session of sessions) {
    const { userId } = session.actor
    const sockets = people.get(userId)
    if (sockets) sockets.push(session)
    else people.set(userId, [session])
  }
  const counts = { online: 0, away: 0 }
  for (const sockets of people.values()) {
    const state = computeState(sockets.filter(({ phase }) => phase !== 'admitted'))
    if (state !== 'offline') counts[state] += 1
  }
  const users = [...people].map(([userId, sockets]) => ({ userId, sockets: sockets.length }))
  return { sockets: sessions.size, users, ...counts }
}
