import type { RoomRecord, StoredMember } from '../storage/port.ts'
import type { RoomDependencies } from './dependencies.ts'

const LOST_LOG_GAP = 1_000_000

/**
 * The room as the system of record knows it, kept in storage from now on; null when there is none. Where Postgres holds
 * events that this object does not, its storage was lost: a new epoch begins, far above any seq that may be under way.
 */
export async function loadRoom(deps: RoomDependencies): Promise<RoomRecord | null> {
  const loaded = await deps.record.loadRoom()
  if (!loaded) return null
  const { head } = loaded
  const floorSeq = head ? head.seq + LOST_LOG_GAP : 0
  const record: RoomRecord = {
    roomId: loaded.id,
    name: loaded.name,
    visibility: loaded.visibility,
    createdBy: loaded.createdBy,
    creatorName: loaded.creatorName,
    createdAt: loaded.createdAt.getTime(),
    archivedAt: loaded.archivedAt?.getTime() ?? null,
    epoch: head ? Math.max(loaded.epoch, head.epoch) + 1 : loaded.epoch,
    floorSeq,
    floorAt: head ? deps.now() : 0,
    publishedSeq: floorSeq,
  }
  const members = loaded.members.map(
    ({ userId, name, role, joinedAt, leftAt }): StoredMember => ({
      userId,
      name,
      role,
      joinedAt: joinedAt.getTime(),
      leftAt: leftAt?.getTime() ?? null,
    }),
  )
  deps.storage.createRoom(record, members)
  if (head) deps.log('error', 'room.storage_lost', { epoch: record.epoch, floorSeq })
  return record
}
