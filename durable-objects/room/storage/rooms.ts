import { visibility } from '#schema/wire/http/rooms.ts'
import type { RoomRecord } from './port.ts'
import { readNullable, readNumber, readOneOf, readText } from './row.ts'
import type { SqlDriver } from './sql-driver.ts'

const COLUMNS = `room_id, name, topic, visibility, created_by, creator_name, created_at, archived_at, epoch, floor_seq, floor_at,
  published_seq`

export function readRoom(sql: SqlDriver): RoomRecord | null {
  const row = sql.all(`SELECT ${COLUMNS} FROM room WHERE id = 1`)[0]
  if (!row) return null
  return {
    roomId: readText(row, 'room_id'),
    name: readText(row, 'name'),
    topic: readText(row, 'topic'),
    visibility: readOneOf(row, 'visibility', visibility.options),
    createdBy: readText(row, 'created_by'),
    creatorName: readText(row, 'creator_name'),
    createdAt: readNumber(row, 'created_at'),
    archivedAt: readNullable(row, 'archived_at', readNumber),
    epoch: readNumber(row, 'epoch'),
    floorSeq: readNumber(row, 'floor_seq'),
    floorAt: readNumber(row, 'floor_at'),
    publishedSeq: readNumber(row, 'published_seq'),
  }
}

export function insertRoom(sql: SqlDriver, room: RoomRecord): void {
  const { roomId, name, topic, visibility, createdBy, creatorName, createdAt, archivedAt } = room
  sql.all(
    `INSERT INTO room (id, ${COLUMNS}) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[roomId, name, topic, visibility, createdBy, creatorName, createdAt, archivedAt],
    ...[room.epoch, room.floorSeq, room.floorAt, room.publishedSeq],
  )
}
