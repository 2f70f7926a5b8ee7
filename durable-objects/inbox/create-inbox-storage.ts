import { z } from 'zod'
import { standing, UNCHANGED } from '#domain/standing/standing.ts'
import { recordedChange } from '#domain/standing/standing-change.ts'
import type { InboxStorage } from './core/storage.ts'

/** A statement against the object's own database. */
export type Sql = (query: string, ...bindings: (string | number)[]) => Record<string, unknown>[]

const TABLES = [
  `CREATE TABLE IF NOT EXISTS rooms (room_id TEXT PRIMARY KEY, until INTEGER NOT NULL, heard INTEGER NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS changes (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, change TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS standing (
    id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL, last INTEGER NOT NULL)`,
]
/** The number of the newest change; it outlives the change. */
const LAST = '(SELECT coalesce(max(last), 0) FROM standing)'

const unheardRow = z.object({ room_id: z.string(), heard: z.int() })
const changeRow = z.object({ n: z.int(), id: z.string(), at: z.int(), change: z.string() })

/** The inbox's storage over SQLite, its tables created where they are missing. */
export function createInboxStorage(sql: Sql, transaction: (act: () => void) => void): InboxStorage {
  for (const table of TABLES) sql(table)
  return {
    readStanding() {
      const value = sql('SELECT value FROM standing WHERE id = 1')[0]?.value
      return typeof value === 'string' ? standing.parse(JSON.parse(value)) : UNCHANGED
    },
    register(roomId, { needed, until }) {
      sql(
        `INSERT INTO rooms (room_id, until, heard) VALUES (?1, ?2, ${LAST})
         ON CONFLICT (room_id) DO UPDATE SET until = ?2 WHERE until < ?3`,
        ...[roomId, until, needed],
      )
    },
    append({ id, at, change }, after) {
      let isNew = false
      transaction(() => {
        isNew =
          sql(
            `INSERT INTO changes (n, id, at, change) VALUES (${LAST} + 1, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING n`,
            ...[id, at, JSON.stringify(change)],
          ).length === 1
        if (!isNew) return
        sql(
          `INSERT INTO standing (id, value, last) VALUES (1, ?1, 1)
           ON CONFLICT (id) DO UPDATE SET value = ?1, last = last + 1`,
          JSON.stringify(after),
        )
      })
      return isNew
    },
    listUnheard() {
      const rooms = unheardRow.array().parse(sql(`SELECT room_id, heard FROM rooms WHERE heard < ${LAST}`))
      if (rooms.length === 0) return []
      const changes = changeRow.array().parse(sql('SELECT n, id, at, change FROM changes ORDER BY n'))
      const last = changes.at(-1)?.n ?? 0
      return rooms.map(({ room_id: roomId, heard }) => ({
        roomId,
        last,
        changes: changes
          .filter(({ n }) => n > heard)
          .map(({ id, at, change }) => recordedChange.parse({ id, at, change: JSON.parse(change) })),
      }))
    },
    markHeard(roomId, last) {
      sql('UPDATE rooms SET heard = max(heard, ?2) WHERE room_id = ?1', ...[roomId, last])
    },
    purge(now, changesBefore) {
      transaction(() => {
        sql('DELETE FROM rooms WHERE until <= ?', now)
        sql(
          'DELETE FROM changes WHERE at < ?1 AND n <= (SELECT coalesce(min(heard), 9223372036854775807) FROM rooms)',
          changesBefore,
        )
      })
    },
  }
}
