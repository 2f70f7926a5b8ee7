import { type LogEvent, logEvent } from '#schema/wire/server/log-events.ts'

/** The first revision of the protocol that has live events and more than five kinds of log events. */
export const COMPLETE_REVISION = 2

const NIL_ID = '00000000-0000-7000-8000-000000000000'

/** Whether a client of revision 1 knows what kind of event this is. */
function isKnownToRevision1(event: LogEvent): boolean {
  switch (event.type) {
    case 'message':
    case 'edited':
    case 'deleted':
      return true
    case 'membership':
      return event.change === 'joined' || event.change === 'left'
    case 'room':
      return event.change !== 'topic'
    default:
      return false
  }
}

/**
 * The event as a client of revision 1 may see it. Its place in the log must be filled, or such a client takes it for a gap: what
 * it does not know becomes an edit of a message that there never was, which it overlooks.
 */
export function downgradeEvent(event: LogEvent): LogEvent {
  if (isKnownToRevision1(event)) return event
  const { epoch, seq, at } = event
  if (event.type === 'membership' && event.change === 'removed') {
    return { type: 'membership', epoch, seq, at, member: event.member, change: 'left', role: event.role }
  }
  return {
    type: 'edited',
    epoch,
    seq,
    at,
    id: 'id' in event ? event.id : NIL_ID,
    author: ('author' in event && event.author) || ('member' in event ? event.member : NOBODY),
    target: { epoch, seq: 0 },
    text: '',
  }
}

const NOBODY = { id: NIL_ID, name: '' }

/** A page's events, encoded, as a client of revision 1 may see them. */
export function downgradeJson({ json, isPlain }: { json: string; isPlain: boolean }): string {
  if (isPlain) return json
  const events: unknown = JSON.parse(json)
  return JSON.stringify(logEvent.array().parse(events).map(downgradeEvent))
}
