import { uuidv7 } from 'uuidv7'
import { MAX_EVENTS_PER_FRAME } from '#schema/wire/limits.ts'
import { openRoomSocket } from './peers.ts'

/** Says `texts` in a room, in full frames one after the other; resolves when the last is stored. */
export async function sayMany(
  origin: string,
  { texts, ...person }: { roomId: string; userId: string; texts: readonly string[] },
): Promise<void> {
  const socket = await openRoomSocket(origin, person)
  for (let said = 0; said < texts.length; said += MAX_EVENTS_PER_FRAME) {
    const events = texts
      .slice(said, said + MAX_EVENTS_PER_FRAME)
      .map((text) => ({ type: 'send', id: uuidv7(), text }))
    const answered = socket.whenSeen(`"id":"${events.at(-1)?.id}"`)
    socket.send(JSON.stringify(events))
    await answered
  }
  socket.end()
}
