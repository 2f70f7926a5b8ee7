import { withDeadline } from '#services/connections/with-deadline.ts'
import { openErasureStore } from '#services/erasure/open-erasure-store.ts'
import { runErasures } from '#services/erasure/run-erasures.ts'
import { describeError } from '#services/outbox/describe-error.ts'
import { askRoomToErase } from '../../erasure/ask-room-to-erase.ts'
import type { GatewayContext } from '../context.ts'
import { log } from '../log.ts'

const BUDGET_MS = 3_000

/** Erases as much of a deleted person as a moment allows. It never fails: the sweeper does what is left. */
export async function eraseAtOnce(c: GatewayContext, userId: string): Promise<void> {
  const { db, outbox } = c.get('platform')
  const now = Date.now
  const eraseInRoom = (erasure: { roomId: string; userId: string }) => askRoomToErase(c.env.ROOM, erasure)
  const store = openErasureStore({ db, outbox, eraseInRoom, now, userId })
  const report = (error: unknown) =>
    log('warn', 'erasure-postponed', { requestId: c.get('requestId'), code: describeError(error) })
  try {
    await withDeadline(runErasures({ store, now, onFailure: report }, { budgetMs: BUDGET_MS }), BUDGET_MS)
  } catch (error) {
    report(error)
  }
}
