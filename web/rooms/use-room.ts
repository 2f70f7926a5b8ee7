import { useCallback, useEffect, useState } from 'react'
import type { Client, Room } from '#sdk/index.ts'

export type RoomState =
  | { kind: 'loading' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'ready'; room: Room }

export type RoomControl = { state: RoomState; load(): void; set(room: Room): void }

/** One room's description; `known` is what the list already tells, shown until the platform answers. */
export function useRoom(client: Client, roomId: string, known: Room | null): RoomControl {
  const [answer, setAnswer] = useState<RoomState>({ kind: 'loading' })
  const load = useCallback(() => {
    client.rooms.get(roomId).then(
      (room) => setAnswer({ kind: 'ready', room }),
      (error: unknown) => setAnswer({ kind: 'failed', error }),
    )
  }, [client, roomId])
  useEffect(load, [load])
  const set = useCallback((room: Room) => setAnswer({ kind: 'ready', room }), [])
  const state: RoomState = answer.kind !== 'ready' && known ? { kind: 'ready', room: known } : answer
  return { state, load, set }
}
