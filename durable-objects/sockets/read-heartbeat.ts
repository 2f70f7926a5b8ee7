import type { HeldSocket } from './session.ts'

/** When the platform last answered a heartbeat of the socket by itself, without waking the object; null: never. */
export const readHeartbeat =
  (context: DurableObjectState) =>
  (socket: HeldSocket): number | null =>
    socket instanceof WebSocket
      ? (context.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? null)
      : null
