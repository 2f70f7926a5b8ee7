import { COMPLETE_REVISION, downgradeEvent } from '#durable-objects/sockets/downgrade.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { COME_BACK_MS, MAX_REPLAY_FRAME_CHARACTERS } from './limits.ts'
import { nameOf } from './name-of.ts'
import type { OpenRoom } from './open-room.ts'
import { reviseEvents } from './revise-events.ts'

const PAGES_AT_ONCE = 16

/**
 * Sends the events after `seq` from the pages until the session has caught up with the head, then lets it live: the pages
 * are the buffer, so nothing is lost and nothing comes twice however long it takes.
 */
export async function replay(room: OpenRoom, session: Session, seq: number): Promise<void> {
  const { log, sessions, deps } = room
  try {
    let sent = seq
    // No wait between the comparison with the head and `live`.
    while (session.phase === 'replaying' && sent < log.head.seq) {
      sent = await sendPages(room, session, sent)
      await deps.pause(0)
    }
    if (session.phase === 'replaying') sessions.enter(session, 'live')
  } catch (error) {
    deps.log('error', 'room.replay_failed', { error: nameOf(error) })
    sessions.close(session, CLOSE.restarting, `retry_after_ms=${COME_BACK_MS}`)
  }
}

async function sendPages(room: OpenRoom, session: Session, sent: number): Promise<number> {
  const { log, book, deps, sessions } = room
  if (sent < log.record.floorSeq) throw new Error('trimmed while it was replayed')
  let frame: string[] = []
  let characters = 0
  let last = sent
  const flush = () => {
    if (frame.length > 0) sessions.send(session, `[${frame.join(',')}]`)
    frame = []
    characters = 0
  }
  for (const page of deps.storage.readPagesFrom(sent + 1, PAGES_AT_ONCE)) {
    for (const event of await reviseEvents(room, await book.open(log.record.epoch, page))) {
      if (event.seq <= last) continue
      if (event.seq !== last + 1) throw new Error('a gap in the pages')
      const json = JSON.stringify(session.revision < COMPLETE_REVISION ? downgradeEvent(event) : event)
      if (characters + json.length > MAX_REPLAY_FRAME_CHARACTERS) flush()
      frame.push(json)
      characters += json.length
      last = event.seq
    }
  }
  flush()
  return last
}
