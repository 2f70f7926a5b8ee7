import { findCursor, listUnsavedCursors, markCursorsSaved, moveCursors } from './cursors.ts'
import {
  countUsableInvitations,
  findInvitation,
  insertInvitation,
  listInvitations,
  revokeInvitation,
} from './invitations.ts'
import { findKey, findNewestKey, insertKey } from './keys.ts'
import * as marks from './marks.ts'
import { countMembers, findMember, insertMember, listMembers, readRemovedAt } from './members.ts'
import { migrateStorage } from './migrate.ts'
import * as pages from './pages.ts'
import type { RoomStorage } from './port.ts'
import { insertRoom, readRoom } from './rooms.ts'
import { readNullable, readNumber, readText } from './row.ts'
import type { SqlDriver } from './sql-driver.ts'

/** The room's storage over SQLite, its tables created where they are missing. */
export function createRoomStorage(sql: SqlDriver): RoomStorage {
  migrateStorage(sql)
  return {
    readRoom: () => readRoom(sql),
    createRoom(room, members) {
      sql.transaction(() => {
        insertRoom(sql, room)
        for (const member of members) insertMember(sql, member)
      })
    },
    readLastPage: () => pages.readLastPage(sql),
    findSeqSince: (at) => pages.findSeqSince(sql, at),
    appendPage: (page, effects) => pages.appendPage(sql, page, effects),
    readPagesFrom: (seq, limit) => pages.readPagesFrom(sql, seq, limit),
    readPagesBefore: (seq, limit) => pages.readPagesBefore(sql, seq, limit),
    findPagesByClientId: (clientId, sinceAt) => pages.findPagesByClientId(sql, clientId, sinceAt),
    readClientIds: (maxPages) => pages.readClientIds(sql, maxPages),
    readRevisions: (fromSeq, toSeq) => pages.readRevisions(sql, fromSeq, toSeq),
    measurePagesAfter: (seq) => pages.measurePagesAfter(sql, seq),
    countMessagesAfter: (seq) => pages.countMessagesAfter(sql, seq),
    hasReaction: (of) => marks.hasReaction(sql, of),
    listEmoji: (targetSeq) => marks.listEmoji(sql, targetSeq),
    readReactions: (fromSeq, toSeq) => marks.readReactions(sql, fromSeq, toSeq),
    readPins: () => marks.readPins(sql),
    readReplies: (fromSeq, toSeq) => marks.readReplies(sql, fromSeq, toSeq),
    findCursor: (userId) => findCursor(sql, userId),
    moveCursors: (moves, at) => moveCursors(sql, moves, at),
    listUnsavedCursors: (limit) => listUnsavedCursors(sql, limit),
    markCursorsSaved: (saved) => markCursorsSaved(sql, saved),
    listOldestSpans: (limit) => pages.listOldestSpans(sql, limit),
    trim: (floorSeq, floorAt) => pages.trimPages(sql, floorSeq, floorAt),
    advancePublished(seq) {
      sql.all('UPDATE room SET published_seq = ?1 WHERE id = 1 AND published_seq < ?1', seq)
    },
    findMember: (userId) => findMember(sql, userId),
    listMembers: (after, limit) => listMembers(sql, after, limit),
    countMembers: () => countMembers(sql),
    readRemovedAt: (userId) => readRemovedAt(sql, userId),
    insertInvitation: (invitation) => insertInvitation(sql, invitation),
    findInvitation: (by) => findInvitation(sql, by),
    listInvitations: (now, limit) => listInvitations(sql, now, limit),
    countUsableInvitations: (now) => countUsableInvitations(sql, now),
    revokeInvitation: (id, at) => revokeInvitation(sql, id, at),
    takeTicket(ticketId, expiresAt) {
      const taken = sql.all(
        'INSERT INTO tickets (ticket_id, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING ticket_id',
        ...[ticketId, expiresAt],
      )
      return taken.length === 1
    },
    deleteExpiredTickets(now) {
      sql.all('DELETE FROM tickets WHERE expires_at <= ?', now)
    },
    readNextTicketExpiry() {
      const row = sql.all('SELECT min(expires_at) AS expires_at FROM tickets')[0]
      return row ? readNullable(row, 'expires_at', readNumber) : null
    },
    findKey: (id) => findKey(sql, id),
    findNewestKey: (authorId) => findNewestKey(sql, authorId),
    insertKey: (key) => insertKey(sql, key),
    readDocument(name) {
      const row = sql.all('SELECT value FROM documents WHERE name = ?', name)[0]
      return row ? readText(row, 'value') : null
    },
    writeDocument(name, value) {
      sql.all(
        `INSERT INTO documents (name, value) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
        ...[name, value],
      )
    },
  }
}
