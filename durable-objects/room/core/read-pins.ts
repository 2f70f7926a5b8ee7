import type { Actor } from '#domain/roles/can.ts'
import type { HistoryMessage, PinList } from '#schema/wire/http/history.ts'
import { findMessages } from './find-messages.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

/** The pinned messages, the latest pin first, as far back as the reader's plan reaches. @throws Refusal */
export async function readPins(room: OpenRoom, actor: Actor): Promise<PinList> {
  const code = findObjection(room, actor, 'room.read')
  if (code) throw new Refusal({ code })
  const since = room.historyStarts.sinceOf(actor.role)
  const messages: HistoryMessage[] = []
  let isLimited = false
  for (const seq of room.deps.storage.readPins().keys()) {
    const found = (await findMessages(room, { before: seq + 1, limit: 1 })).messages[0]
    if (found?.seq !== seq || found.deletedAt !== undefined) continue
    if (since === null || found.at >= since) messages.push(found)
    else isLimited = true
  }
  return { messages, ...(isLimited ? { isLimited } : {}) }
}
