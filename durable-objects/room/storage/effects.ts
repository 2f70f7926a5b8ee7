import { moveCursor } from './cursors.ts'
import { revokeInvitationsOf, takeInvitation } from './invitations.ts'
import type { Effect } from './port.ts'
import type { SqlDriver } from './sql-driver.ts'

/** Changes what an event changes beside the log, within the transaction of its page. */
export function applyEffect(sql: SqlDriver, effect: Effect, seq: number, at: number): void {
  switch (effect.type) {
    case 'edited':
      sql.all(
        `INSERT INTO revisions (target_seq, edited_seq, edited_at) VALUES (?, ?, ?)
         ON CONFLICT (target_seq) DO UPDATE SET edited_seq = excluded.edited_seq, edited_at = excluded.edited_at`,
        ...[effect.targetSeq, seq, at],
      )
      return
    case 'deleted':
      sql.all(
        `INSERT INTO revisions (target_seq, deleted_seq, deleted_at) VALUES (?, ?, ?)
         ON CONFLICT (target_seq) DO UPDATE SET deleted_seq = excluded.deleted_seq, deleted_at = excluded.deleted_at`,
        ...[effect.targetSeq, seq, at],
      )
      sql.all('DELETE FROM pins WHERE target_seq = ?', effect.targetSeq)
      sql.all('DELETE FROM reactions WHERE target_seq = ?', effect.targetSeq)
      if (effect.threadSeq !== null) {
        sql.all('UPDATE threads SET replies = max(0, replies - 1) WHERE root_seq = ?', effect.threadSeq)
      }
      return
    case 'joined':
      sql.all(
        `INSERT INTO members (user_id, name, role, joined_at, left_at) VALUES (?, ?, ?, ?, NULL)
         ON CONFLICT (user_id) DO UPDATE SET
           name = excluded.name, role = excluded.role, joined_at = excluded.joined_at, left_at = NULL`,
        ...[effect.userId, effect.name, effect.role, at],
      )
      // What was said before one came is not unread.
      moveCursor(sql, { userId: effect.userId, deliveredSeq: seq, readSeq: seq, readAt: null }, at)
      if (effect.invitationId !== undefined) takeInvitation(sql, effect.invitationId)
      return
    case 'left':
      sql.all('UPDATE members SET left_at = ? WHERE user_id = ?', at, effect.userId)
      if (effect.isRemoved) sql.all('UPDATE members SET removed_at = ? WHERE user_id = ?', at, effect.userId)
      revokeInvitationsOf(sql, effect.userId, at)
      return
    case 'replied':
      sql.all(
        `INSERT INTO threads (root_seq, replies) VALUES (?, 1)
         ON CONFLICT (root_seq) DO UPDATE SET replies = replies + 1`,
        effect.threadSeq,
      )
      return
    case 'reacted':
      if (effect.on) {
        sql.all(
          `INSERT INTO reactions (target_seq, emoji, user_id, seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          ...[effect.targetSeq, effect.emoji, effect.userId, seq],
        )
      } else {
        sql.all(
          'DELETE FROM reactions WHERE target_seq = ? AND emoji = ? AND user_id = ?',
          ...[effect.targetSeq, effect.emoji, effect.userId],
        )
      }
      return
    case 'pinned':
      if (effect.on) {
        sql.all(
          'INSERT INTO pins (target_seq, seq, pinned_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          ...[effect.targetSeq, seq, at],
        )
      } else sql.all('DELETE FROM pins WHERE target_seq = ?', effect.targetSeq)
      return
    case 'role':
      sql.all('UPDATE members SET role = ? WHERE user_id = ?', effect.role, effect.userId)
      if (effect.role === 'member') revokeInvitationsOf(sql, effect.userId, at)
      return
    case 'muted':
      sql.all('UPDATE members SET muted_until = ? WHERE user_id = ?', effect.until, effect.userId)
      return
    case 'topic':
      sql.all('UPDATE room SET topic = ? WHERE id = 1', effect.topic)
      return
    case 'renamed':
      sql.all('UPDATE room SET name = ? WHERE id = 1', effect.name)
      return
    case 'archived':
      sql.all('UPDATE room SET archived_at = ? WHERE id = 1', at)
  }
}
