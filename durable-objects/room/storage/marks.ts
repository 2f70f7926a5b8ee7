import type { ReactionSummary } from '#schema/wire/http/history.ts'
import { MAX_REACTORS_LISTED } from '#schema/wire/limits.ts'
import { readNumber, readText } from './row.ts'
import type { SqlDriver } from './sql-driver.ts'

/** What stands beside a message: reactions, a pin, the size of its thread. Kept as long as the room. */

export const hasReaction = (sql: SqlDriver, of: { targetSeq: number; emoji: string; userId: string }) =>
  sql.all(
    'SELECT 1 AS found FROM reactions WHERE target_seq = ? AND emoji = ? AND user_id = ?',
    ...[of.targetSeq, of.emoji, of.userId],
  ).length === 1

export const listEmoji = (sql: SqlDriver, targetSeq: number): string[] =>
  sql
    .all('SELECT DISTINCT emoji FROM reactions WHERE target_seq = ?', targetSeq)
    .map((row) => readText(row, 'emoji'))

/** By target; each emoji in the order of its first reaction. */
export function readReactions(
  sql: SqlDriver,
  fromSeq: number,
  toSeq: number,
): Map<number, ReactionSummary[]> {
  const rows = sql.all(
    `SELECT target_seq, emoji, user_id, count(*) OVER of_emoji AS count, min(seq) OVER of_emoji AS first_seq
     FROM reactions WHERE target_seq BETWEEN ? AND ?
     WINDOW of_emoji AS (PARTITION BY target_seq, emoji)
     ORDER BY target_seq, first_seq, emoji, seq`,
    ...[fromSeq, toSeq],
  )
  const found = new Map<number, ReactionSummary[]>()
  for (const row of rows) {
    const targetSeq = readNumber(row, 'target_seq')
    const emoji = readText(row, 'emoji')
    const summaries = found.get(targetSeq) ?? []
    found.set(targetSeq, summaries)
    let summary = summaries.at(-1)
    if (summary?.emoji !== emoji) {
      summary = { emoji, count: readNumber(row, 'count'), userIds: [] }
      summaries.push(summary)
    }
    if (summary.userIds.length < MAX_REACTORS_LISTED) summary.userIds.push(readText(row, 'user_id'))
  }
  return found
}

/** Pinned messages by seq, with when. The latest pin first. */
export const readPins = (sql: SqlDriver): Map<number, number> =>
  new Map(
    sql
      .all('SELECT target_seq, pinned_at FROM pins ORDER BY seq DESC')
      .map((row) => [readNumber(row, 'target_seq'), readNumber(row, 'pinned_at')]),
  )

/** Replies in the threads of the messages in the range, by the seq of the thread's first message. */
export const readReplies = (sql: SqlDriver, fromSeq: number, toSeq: number): Map<number, number> =>
  new Map(
    sql
      .all(
        'SELECT root_seq, replies FROM threads WHERE root_seq BETWEEN ? AND ? AND replies > 0',
        ...[fromSeq, toSeq],
      )
      .map((row) => [readNumber(row, 'root_seq'), readNumber(row, 'replies')]),
  )
