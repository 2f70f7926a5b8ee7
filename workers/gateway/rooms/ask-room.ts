import type { Outcome, RoomRpc } from '#durable-objects/room/contract.ts'
import { withDeadline } from '#services/connections/with-deadline.ts'
import type { RoomStub } from '../bindings.ts'
import type { GatewayContext } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'
import { log } from '../log.ts'

const ANSWER_TIMEOUT_MS = 10_000

export const findRoom = (c: GatewayContext, roomId: string): RoomStub =>
  c.env.ROOM.getByName(roomId) as RoomStub

/** The runtime marks what an object's crash, move or overload did to a call; our own defects carry no such mark. */
const isObjectOutage = (error: unknown): boolean =>
  error instanceof Error &&
  (Reflect.get(error, 'retryable') === true || Reflect.get(error, 'overloaded') === true)

/** Runs one call to a room's object; its being moved, overloaded or restarted is `unavailable`, to be tried again later. */
export async function reachRoom<T>(c: GatewayContext, call: Promise<T>): Promise<T> {
  try {
    return await withDeadline(call, ANSWER_TIMEOUT_MS)
  } catch (error) {
    if (!isObjectOutage(error)) throw error
    log('warn', 'room-outage', {
      requestId: c.get('requestId'),
      overloaded: Reflect.get(Object(error), 'overloaded') === true,
    })
    throw new GatewayRefusal('unavailable', { retryAfterMs: 1000 })
  }
}

/** Asks a room, which authorises the call itself; its refusal is thrown. */
export async function askRoom<T>(
  c: GatewayContext,
  roomId: string,
  ask: (room: RoomRpc) => Promise<Outcome<T>>,
): Promise<T> {
  const outcome = await reachRoom(c, ask(findRoom(c, roomId)))
  if (outcome.ok) return outcome.value
  throw new GatewayRefusal(outcome.code, { retryAfterMs: outcome.retryAfterMs })
}
