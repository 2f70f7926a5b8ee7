import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inArray } from 'drizzle-orm'
import { ENVELOPE_COLUMNS } from '#domain/envelope/columns.ts'
import { tempOutbox } from '#schema/mysql/index.ts'
import { contentKeys, messages, roomEvents } from '#schema/postgres/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { KeyOwner } from '#services/content-keys/create-keyring.ts'
import type { WrappedKey } from '#services/outbox/outbox-record.ts'

export type FoundKey = KeyOwner & { key: WrappedKey; store: string }
export type FoundText = {
  store: string
  roomId: string
  epoch: number
  seq: number
  column: string
  ciphertext: Uint8Array
}
/** All that a thief has who took every store. `rows` is everything else in them, as text. */
export type Copies = { keys: FoundKey[]; texts: FoundText[]; rows: string }

const TEXT_COLUMNS: readonly string[] = [ENVELOPE_COLUMNS.message, ENVELOPE_COLUMNS.edited]

/** Every key and every ciphertext of these rooms, wherever one is kept. workerd must not be running. */
export async function readCopies(
  stores: { db: Postgres; outbox: Outbox; persistDir: string },
  roomIds: string[],
): Promise<Copies> {
  const { db, outbox, persistDir } = stores
  const [found, sent, events, queued] = await Promise.all([
    db.select().from(contentKeys).where(inArray(contentKeys.roomId, roomIds)),
    db.select().from(messages).where(inArray(messages.roomId, roomIds)),
    db.select().from(roomEvents).where(inArray(roomEvents.roomId, roomIds)),
    outbox.select().from(tempOutbox).where(inArray(tempOutbox.roomId, roomIds)),
  ])
  const copies: Copies = { keys: [], texts: [], rows: JSON.stringify([sent, events, queued].map(describe)) }
  for (const { id, roomId, authorId, wrapped, masterKeyVersion } of found)
    copies.keys.push({ store: 'postgres', roomId, authorId, key: { id, wrapped, masterKeyVersion } })
  for (const { contentKeyId: id, wrappedKey: wrapped, masterKeyVersion, roomId, actorId } of queued)
    if (id && wrapped && masterKeyVersion)
      copies.keys.push({ store: 'mysql', roomId, authorId: actorId, key: { id, wrapped, masterKeyVersion } })
  for (const [store, rows] of [
    ['postgres', [...sent, ...events]],
    ['mysql', queued],
  ] as const)
    for (const { roomId, epoch, seq, ciphertext } of rows)
      if (ciphertext)
        for (const column of TEXT_COLUMNS)
          copies.texts.push({ store, roomId, epoch, seq, column, ciphertext })
  for (const roomId of roomIds) readObject(persistDir, roomId, copies)
  return copies
}

const describe = (rows: readonly object[]) =>
  rows.map((row) =>
    Object.values(row)
      .filter((value) => !(value instanceof Uint8Array))
      .map(String),
  )

function readObject(persistDir: string, roomId: string, copies: Copies): void {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-copy-'))
  cpSync(persistDir, folder, { recursive: true })
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.sqlite')) continue
    const database = new DatabaseSync(join(folder, file))
    const read = (query: string) => database.prepare(query).all()
    const isRoom = read("SELECT 1 FROM sqlite_master WHERE name = 'room'").length > 0
    if (isRoom && read('SELECT room_id FROM room')[0]?.room_id === roomId) readRoom(read, roomId, copies)
    database.close()
  }
  rmSync(folder, { recursive: true })
}

const bytes = (value: unknown) => (value instanceof Uint8Array ? value : new Uint8Array(0))

function readRoom(read: (query: string) => Record<string, unknown>[], roomId: string, copies: Copies): void {
  const tables = read(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
  )
  copies.rows += JSON.stringify(tables.map(({ name }) => describe(read(`SELECT * FROM "${String(name)}"`))))
  for (const row of read('SELECT * FROM content_keys')) {
    const authorId = row.author_id === null ? null : String(row.author_id)
    const key = {
      id: String(row.id),
      wrapped: bytes(row.wrapped),
      masterKeyVersion: Number(row.master_key_version),
    }
    copies.keys.push({ store: 'room', roomId, authorId, key })
  }
  const epoch = Number(read('SELECT epoch FROM room')[0]?.epoch)
  for (const { first_seq, data } of read('SELECT first_seq, data FROM pages')) {
    const place = { roomId, epoch, seq: Number(first_seq), column: ENVELOPE_COLUMNS.page }
    copies.texts.push({ store: 'room', ...place, ciphertext: bytes(data) })
  }
}
