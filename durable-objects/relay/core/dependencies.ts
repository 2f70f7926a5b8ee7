import type { HeldSocket } from '#durable-objects/sockets/session.ts'
import type { LogFields } from '#durable-objects/sockets/write-log.ts'
import type { RelayReport, RoomForRelays } from '../contract.ts'

/** All that a relay asks of the world. */
export type RelayDependencies = {
  name: string
  room: Pick<RoomForRelays, 'readEvents'> & {
    forward(frames: Parameters<RoomForRelays['forward']>[1]): ReturnType<RoomForRelays['forward']>
    report(report: RelayReport): Promise<void>
  }
  now(): number
  pause(ms: number): Promise<void>
  later(ms: number): Promise<void>
  setAlarm(atMs: number): void
  /** When the platform last answered a heartbeat of the socket by itself; null: never. */
  heartbeatAt(socket: HeldSocket): number | null
  log(level: 'info' | 'warn' | 'error', event: string, fields?: LogFields): void
  /** The place of the last event that every live socket was told; kept over a hibernation. */
  readHead(): { epoch: number; seq: number } | null
  writeHead(head: { epoch: number; seq: number }): void
}
