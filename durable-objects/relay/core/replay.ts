import { COMPLETE_REVISION, downgradeJson } from '#durable-objects/sockets/downgrade.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import type { Sessions } from '#durable-objects/sockets/sessions.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { RelayDependencies } from './dependencies.ts'
import { COME_BACK_MS, MAX_REPLAY_FRAME_CHARACTERS } from './limits.ts'
import type { RelayedLog } from './relayed-log.ts'

type Parts = { deps: RelayDependencies; sessions: Sessions; log: RelayedLog }

/** Sends what follows `afterSeq`, of a log whose room stood at `headSeq`, until the client has what everyone was told, then lets it live. */
export async function replay(
  { deps, sessions, log }: Parts,
  session: Session,
  { afterSeq, headSeq }: { afterSeq: number; headSeq: number },
): Promise<void> {
  let sent = afterSeq
  try {
    // What the room had then may still be on its way here, with changes of what this relay has kept.
    if (log.headSeq < headSeq) await log.reachSeq(headSeq)
    // No wait between the comparison and `live`.
    while (session.phase === 'replaying' && sent < log.headSeq) {
      const events = await log.window.readAfter(sent, log.headSeq)
      if (events === null || events.length === 0) throw new Error('the room does not keep them any more')
      for (const frame of cutFrames(events)) {
        const json = `[${frame.join(',')}]`
        const isOld = session.revision < COMPLETE_REVISION
        sessions.send(session, isOld ? downgradeJson({ json, isPlain: false }) : json)
      }
      sent += events.length
      await deps.pause(0)
    }
    if (session.phase === 'replaying') sessions.enter(session, 'live')
  } catch {
    deps.log('warn', 'relay.replay_failed')
    sessions.close(session, CLOSE.restarting, `retry_after_ms=${COME_BACK_MS}`)
  }
}

function* cutFrames(events: readonly string[]): Generator<string[]> {
  let frame: string[] = []
  let characters = 0
  for (const event of events) {
    if (frame.length > 0 && characters + event.length > MAX_REPLAY_FRAME_CHARACTERS) {
      yield frame
      frame = []
      characters = 0
    }
    frame.push(event)
    characters += event.length
  }
  if (frame.length > 0) yield frame
}
