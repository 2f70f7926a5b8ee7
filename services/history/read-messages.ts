import { and, asc, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { contentKeys, messages, roomEvents, users } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { WrappedKey } from '#services/outbox/outbox-record.ts'

/** A recorded message as it stands now. `body` names the event whose position and key its ciphertext is bound to. */
export type RecordedMessage = {
  epoch: number
  seq: number
  clientId: string
  authorId: string
  authorName: string
  at: Date
  body: { epoch: number; seq: number; contentKeyId: string; ciphertext: Uint8Array }
  /** Null where the text may not be read any more: the message was deleted, or its key destroyed. */
  key: WrappedKey | null
  editedAt: Date | null
  deletedAt: Date | null
}

/**
 * Up to `limit` messages of a room by ascending seq, encrypted, with their latest edit and deletion applied: those
 * before `before`, or after `after` (both exclusive), or the newest. The caller has authorised the reader.
 */
export async function readMessages(
  db: Postgres,
  query: { roomId: string; before?: number | undefined; after?: number | undefined; limit: number },
): Promise<{ messages: RecordedMessage[]; hasMore: boolean }> {
  const { roomId, before, after, limit } = query
  const edit = db
    .select({
      epoch: roomEvents.epoch,
      seq: roomEvents.seq,
      contentKeyId: roomEvents.contentKeyId,
      ciphertext: roomEvents.ciphertext,
      createdAt: roomEvents.createdAt,
    })
    .from(roomEvents)
    .where(
      and(
        eq(roomEvents.roomId, messages.roomId),
        eq(roomEvents.kind, 'edited'),
        eq(roomEvents.targetEpoch, messages.epoch),
        eq(roomEvents.targetSeq, messages.seq),
      ),
    )
    .orderBy(desc(roomEvents.seq))
    .limit(1)
    .as('edit')
  const rows = await db
    .select({
      message: messages,
      authorName: users.name,
      edit: {
        epoch: edit.epoch,
        seq: edit.seq,
        contentKeyId: edit.contentKeyId,
        ciphertext: edit.ciphertext,
        createdAt: edit.createdAt,
      },
      key: {
        id: contentKeys.id,
        wrapped: contentKeys.wrapped,
        masterKeyVersion: contentKeys.masterKeyVersion,
      },
    })
    .from(messages)
    .leftJoin(users, eq(users.id, messages.authorId))
    .leftJoinLateral(edit, sql`true`)
    .leftJoin(
      contentKeys,
      and(
        eq(contentKeys.id, sql`coalesce(${edit.contentKeyId}, ${messages.contentKeyId})`),
        isNull(contentKeys.destroyedAt),
        isNull(contentKeys.deletedAt),
        isNull(messages.deletedAt),
      ),
    )
    .where(
      and(
        eq(messages.roomId, roomId),
        before === undefined ? undefined : lt(messages.seq, before),
        after === undefined ? undefined : gt(messages.seq, after),
      ),
    )
    .orderBy(after === undefined ? desc(messages.seq) : asc(messages.seq))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  if (after === undefined) page.reverse()
  return { messages: page.map(toRecorded), hasMore: rows.length > limit }
}

type Row = {
  message: typeof messages.$inferSelect
  authorName: string | null
  edit: {
    epoch: number
    seq: number
    contentKeyId: string | null
    ciphertext: Uint8Array | null
    createdAt: Date
  } | null
  key: WrappedKey | null
}

const toRecorded = ({ message, authorName, edit, key }: Row): RecordedMessage => ({
  epoch: message.epoch,
  seq: message.seq,
  clientId: message.clientId,
  authorId: message.authorId,
  authorName: authorName ?? '',
  at: message.createdAt,
  body:
    edit?.contentKeyId && edit.ciphertext
      ? { epoch: edit.epoch, seq: edit.seq, contentKeyId: edit.contentKeyId, ciphertext: edit.ciphertext }
      : {
          epoch: message.epoch,
          seq: message.seq,
          contentKeyId: message.contentKeyId,
          ciphertext: message.ciphertext,
        },
  key,
  editedAt: edit?.createdAt ?? null,
  deletedAt: message.deletedAt,
})
