import type { RecordedChange } from '#domain/standing/standing-change.ts'
import { withDeadline } from '#services/connections/with-deadline.ts'
import { tellStanding } from '#services/standing/tell-standing.ts'
import type { InboxStub } from '../bindings.ts'
import type { GatewayContext } from '../context.ts'
import { log } from '../log.ts'

const TELL_TIMEOUT_MS = 5_000

/** The person's open sockets learn what has changed before the answer goes out; what fails here the cron trigger repeats. */
export async function tellInbox(c: GatewayContext, userId: string): Promise<void> {
  const { db } = c.get('platform')
  const inbox = {
    apply: (id: string, changes: readonly RecordedChange[]) =>
      (c.env.INBOX.getByName(id) as InboxStub).apply(changes),
  }
  try {
    await withDeadline(tellStanding({ db, inbox }, { userId, now: Date.now() }), TELL_TIMEOUT_MS)
  } catch {
    log('warn', 'standing-not-told', { requestId: c.get('requestId') })
  }
}
