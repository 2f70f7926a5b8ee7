import { and, asc, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { contentKeys, messages, roomEvents, users } from '#schema/postgres/index.ts'
import { type ReactionSummary, reactionSummary } from '#schema/wire/http/history.ts'
import type { Position } from '#schema/wire/ids.ts'
import { mentions as mentionedIds } from '#schema/wire/ids.ts'
import { MAX_REACTORS_LISTED } from '#schema/wire/limits.ts'
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
  replyTo: Position | null
  thread: Position | null
  mentions: string[] | null
  reactions: ReactionSummary[]
  pinnedAt: Date | null
  /** Messages in its thread that are not deleted. */
  replies: number
  body: { epoch: number; seq: number; contentKeyId: string; ciphertext: Uint8Array }
  /** Null where the text may not be read any more: the message was deleted, or its key destroyed. */
  key: WrappedKey | null
  editedAt: Date | null
  deletedAt: Date | null
}

const summaries = z.array(reactionSummary).nullable()
const editDetail = z.object({ mentions: mentionedIds.optional() }).nullable()

/** Each emoji in the order of its first reaction, with the first people by id. */
const readReactions = sql`(
  select json_agg(json_build_object('emoji', emoji, 'count', count, 'userIds', user_ids) order by first_seq)
  from (
    select r.emoji, count(*)::int as count, min(r.seq) as first_seq,
      (array_agg(r.user_id order by r.seq))[1:${sql.raw(String(MAX_REACTORS_LISTED))}] as user_ids
    from message_reactions as r
    where r.room_id = ${messages.roomId} and r.target_epoch = ${messages.epoch} and r.target_seq = ${messages.seq}
      and r.deleted_at is null
    group by r.emoji
  ) as by_emoji)`

const countReplies = sql`(
  select count(*)::int from messages as reply
  where reply.room_id = ${messages.roomId} and reply.thread_seq = ${messages.seq}
    and reply.deleted_at is null)`

export type MessageQuery = {
  roomId: string
  before?: number | undefined
  after?: number | undefined
  /** The seq of a thread's first message: only what is in the thread. */
  thread?: number | undefined
  limit: number
}

/**
 * Up to `limit` messages of a room by ascending seq, encrypted, with their latest edit and deletion applied: those
 * before `before`, or after `after` (both exclusive), or the newest. The caller has authorised the reader.
 */
export async function readMessages(
  db: Postgres,
  query: MessageQuery,
): Promise<{ messages: RecordedMessage[]; hasMore: boolean }> {
  const { roomId, before, after, thread, limit } = query
  const edit = db
    .select({
      epoch: roomEvents.epoch,
      seq: roomEvents.seq,
      contentKeyId: roomEvents.contentKeyId,
      ciphertext: roomEvents.ciphertext,
      detail: roomEvents.detail,
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
      reactions: readReactions,
      replies: countReplies,
      edit: {
        epoch: edit.epoch,
        seq: edit.seq,
        contentKeyId: edit.contentKeyId,
        ciphertext: edit.ciphertext,
        detail: edit.detail,
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
        sql`octet_length(${contentKeys.wrapped}) > 0`,
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
        thread === undefined ? undefined : eq(messages.threadSeq, thread),
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
  reactions: unknown
  replies: unknown
  edit: {
    epoch: number
    seq: number
    contentKeyId: string | null
    ciphertext: Uint8Array | null
    detail: unknown
    createdAt: Date
  } | null
  key: WrappedKey | null
}

const placeOf = (epoch: number | null, seq: number | null): Position | null =>
  epoch === null || seq === null ? null : { epoch, seq }

const toRecorded = ({ message, authorName, edit, key, reactions, replies }: Row): RecordedMessage => ({
  epoch: message.epoch,
  seq: message.seq,
  clientId: message.clientId,
  authorId: message.authorId,
  authorName: authorName ?? '',
  at: message.createdAt,
  replyTo: placeOf(message.replyEpoch, message.replySeq),
  thread: placeOf(message.threadEpoch, message.threadSeq),
  mentions: edit ? (editDetail.parse(edit.detail)?.mentions ?? null) : message.mentions,
  reactions: summaries.parse(reactions) ?? [],
  pinnedAt: message.pinnedAt,
  replies: z.coerce.number().parse(replies),
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
