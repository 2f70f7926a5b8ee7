import { and, asc, count, eq, gt, inArray, or } from 'drizzle-orm'
import { contentKeys, messages } from '#schema/postgres/index.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { createKeyring } from '#services/content-keys/create-keyring.ts'
import { createTextOpener } from '#services/content-keys/create-text-opener.ts'
import type { RecordedLine } from './compare-talk.ts'

const PAGE_ROWS = 2_000

export async function countRecorded(db: Postgres, roomIds: readonly string[]): Promise<number> {
  const [row] = await db
    .select({ rows: count() })
    .from(messages)
    .where(inArray(messages.roomId, [...roomIds]))
  return row?.rows ?? 0
}

function selectPage(db: Postgres, roomId: string, after: Position) {
  const isAfter = or(
    gt(messages.epoch, after.epoch),
    and(eq(messages.epoch, after.epoch), gt(messages.seq, after.seq)),
  )
  return db
    .select({
      epoch: messages.epoch,
      seq: messages.seq,
      authorId: messages.authorId,
      clientId: messages.clientId,
      ciphertext: messages.ciphertext,
      keyId: messages.contentKeyId,
      wrapped: contentKeys.wrapped,
      masterKeyVersion: contentKeys.masterKeyVersion,
    })
    .from(messages)
    .leftJoin(contentKeys, eq(contentKeys.id, messages.contentKeyId))
    .where(and(eq(messages.roomId, roomId), isAfter))
    .orderBy(asc(messages.epoch), asc(messages.seq))
    .limit(PAGE_ROWS)
}

/** Every message row of the rooms, decrypted. */
export async function readRecorded(
  db: Postgres,
  masterKeys: string,
  roomIds: readonly string[],
): Promise<RecordedLine[]> {
  const openText = createTextOpener(createKeyring(masterKeys))
  const recorded: RecordedLine[] = []
  for (const roomId of roomIds) {
    let after: Position | undefined = { epoch: 0, seq: 0 }
    while (after) {
      const page: Awaited<ReturnType<typeof selectPage>> = await selectPage(db, roomId, after)
      for (const { keyId, wrapped, masterKeyVersion, ciphertext, ...row } of page) {
        const key = wrapped && masterKeyVersion !== null ? { id: keyId, wrapped, masterKeyVersion } : null
        const sealed = { ...row, roomId, kind: 'message' as const, ciphertext }
        const text = key && (await openText({ ...sealed, key }).catch(() => null))
        recorded.push({ ...row, roomId, text })
      }
      after = page.length === PAGE_ROWS ? page.at(-1) : undefined
    }
  }
  return recorded
}
