import type { RoomRecord, StoredMember } from '../storage/port.ts'
import type { RoomDependencies } from './dependencies.ts'

const LOST_LOG_GAP = 1_000_000

const TAKEN_EPOCH = 'epoch'

/**
 * The room as the system of record knows it, kept in storage from now on; null when there is none. Where an epoch was
 * taken before, this object's storage was lost: a new one begins, far above any seq that may be under way, whether or not
 * anything of the old ones was recorded yet.
 */
export async function loadRoom(deps: RoomDependencies): Promise<RoomRecord | null> {
  const loaded = await deps.record.loadRoom()
  if (!loaded) return null
  const epoch = await takeEpoch(deps, Math.max(loaded.epoch, loaded.head?.epoch ?? 0))
  const head = loaded.head ?? { epoch: 1, seq: 0 }
  const isLost = epoch > 1
  const floorSeq = head.seq + LOST_LOG_GAP * (epoch - head.epoch)
  const record: RoomRecord = {
    roomId: loaded.id,
    name: loaded.name,
    topic: loaded.topic,
    visibility: loaded.visibility,
    createdBy: loaded.createdBy,
    creatorName: loaded.creatorName,
    createdAt: loaded.createdAt.getTime(),
    archivedAt: loaded.archivedAt?.getTime() ?? null,
    epoch,
    floorSeq,
    floorAt: isLost ? deps.now() : 0,
    publishedSeq: floorSeq,
  }
  const members = loaded.members.map(
    ({ userId, name, role, joinedAt, leftAt, mutedUntil }): StoredMember => ({
      userId,
      name,
      role,
      joinedAt: joinedAt.getTime(),
      leftAt: leftAt?.getTime() ?? null,
      mutedUntil: mutedUntil?.getTime() ?? null,
    }),
  )
  deps.storage.createRoom(record, members)
  if (loaded.cursors.length > 0) {
    const cursors = loaded.cursors.map(({ readAt, ...at }) => ({ ...at, readAt: readAt?.getTime() ?? null }))
    deps.storage.moveCursors(cursors, deps.now())
  }
  if (isLost) deps.log('error', 'room.storage_lost', { epoch: record.epoch, floorSeq })
  return record
}

/** Noted before it is asked for: where the answer got lost, the epoch that is taken by now is this object's own. */
async function takeEpoch({ storage, record }: RoomDependencies, newest: number): Promise<number> {
  if (newest > 0 && storage.readDocument(TAKEN_EPOCH) === String(newest)) return newest
  const epoch = newest + 1
  storage.writeDocument(TAKEN_EPOCH, String(epoch))
  if (!(await record.takeEpoch(epoch))) throw new Error('the epoch was taken meanwhile')
  return epoch
}
