import type { ReactionSummary } from '#schema/wire/http/history.ts'
import type { Visibility } from '#schema/wire/http/rooms.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'
import type { WrappedKey } from '#services/outbox/outbox-record.ts'

export type RoomRecord = {
  roomId: string
  name: string
  /** Empty where there is none. */
  topic: string
  visibility: Visibility
  createdBy: string
  creatorName: string
  createdAt: number
  archivedAt: number | null
  epoch: number
  /** Every event after `floorSeq` stands in the pages; those up to it were stored at `floorAt` at the latest. */
  floorSeq: number
  floorAt: number
  publishedSeq: number
}

export type StoredMember = {
  userId: string
  name: string
  role: RoomRole
  joinedAt: number
  leftAt: number | null
  /** While it lies ahead the member may say nothing. */
  mutedUntil: number | null
}

export type StoredPage = {
  firstSeq: number
  lastSeq: number
  firstAt: number
  lastAt: number
  keyId: string
  data: Uint8Array<ArrayBuffer>
}

/** `messages`: how many of the page's events are messages. */
export type NewPage = StoredPage & { clientIds: Uint8Array<ArrayBuffer>; messages: number }

/** What an event changes beside the log, in the same transaction. */
export type Effect =
  | { type: 'edited'; targetSeq: number }
  /** `threadSeq`: the first message of the thread that the deleted message is in. */
  | { type: 'deleted'; targetSeq: number; threadSeq: number | null }
  | { type: 'replied'; threadSeq: number }
  | { type: 'reacted'; targetSeq: number; userId: string; emoji: string; on: boolean }
  | { type: 'pinned'; targetSeq: number; on: boolean }
  | { type: 'role'; userId: string; role: RoomRole }
  | { type: 'muted'; userId: string; until: number | null }
  | { type: 'topic'; topic: string }
  /** `invitationId`: the invitation that is used by it. */
  | { type: 'joined'; userId: string; name: string; role: RoomRole; invitationId?: string | undefined }
  | { type: 'left'; userId: string; isRemoved: boolean }
  | { type: 'renamed'; name: string }
  | { type: 'archived' }

/** Whoever knows the secret may join, until it expires, was used often enough, or is revoked. */
export type StoredInvitation = {
  id: string
  /** SHA-256 of the secret in hexadecimal digits; the secret itself is kept nowhere. */
  secretHash: string
  createdBy: string
  creatorName: string
  createdAt: number
  expiresAt: number
  maxUses: number
  uses: number
  revokedAt: number | null
}

/** How far a member's devices have received, and the member has read. */
export type StoredCursor = { userId: string; deliveredSeq: number; readSeq: number; readAt: number | null }

export type PlacedEffect = { effect: Effect; seq: number; at: number }

export type StoredRevision = {
  targetSeq: number
  editedSeq: number | null
  editedAt: number | null
  deletedAt: number | null
}

export type StoredKey = WrappedKey & { authorId: string | null; createdAt: number; firstSeq: number }
export type PageSpan = Pick<StoredPage, 'firstSeq' | 'lastSeq' | 'firstAt' | 'lastAt'>

/** What a room keeps. Synchronous, so that a change and what follows from it in memory are one step. */
export interface RoomStorage {
  readRoom(): RoomRecord | null
  createRoom(room: RoomRecord, members: readonly StoredMember[]): void
  readLastPage(): PageSpan | null
  /** The first event of the pages that is not older than `at`; null for none. */
  findSeqSince(at: number): number | null
  appendPage(page: NewPage, effects: readonly PlacedEffect[]): void
  /** Pages with events at or after `seq`, oldest first. */
  readPagesFrom(seq: number, limit: number): StoredPage[]
  /** Pages with events before `seq`, newest first. */
  readPagesBefore(seq: number, limit: number): StoredPage[]
  /** Pages whose client ids hold these 16 bytes, stored at or after `sinceAt`. */
  findPagesByClientId(clientId: Uint8Array<ArrayBuffer>, sinceAt: number): StoredPage[]
  /** The client ids of the newest pages, newest first. */
  readClientIds(maxPages: number): { firstAt: number; clientIds: Uint8Array<ArrayBuffer> }[]
  readRevisions(fromSeq: number, toSeq: number): StoredRevision[]
  /** Bytes of the pages that hold events after `seq`. */
  measurePagesAfter(seq: number): number
  /**
   * Messages after `seq`: `counted` in pages that lie after it as a whole, and the pages that must be opened to tell. Deleted
   * messages are counted in; `deleted` says how many of all of them are.
   */
  countMessagesAfter(seq: number): { counted: number; deleted: number; toOpen: StoredPage[] }
  hasReaction(of: { targetSeq: number; emoji: string; userId: string }): boolean
  /** The different emoji on a message. */
  listEmoji(targetSeq: number): string[]
  /** By the seq of the message; each emoji in the order of its first reaction. */
  readReactions(fromSeq: number, toSeq: number): Map<number, ReactionSummary[]>
  /** When each pinned message was pinned, the latest pin first. */
  readPins(): Map<number, number>
  /** Replies by the seq of the thread's first message. */
  readReplies(fromSeq: number, toSeq: number): Map<number, number>
  findCursor(userId: string): StoredCursor | null
  /** Moves cursors forwards in one transaction; what lies behind where one stands changes nothing. */
  moveCursors(moves: readonly StoredCursor[], at: number): void
  /** Those that moved since they were last marked as saved. */
  listUnsavedCursors(limit: number): (StoredCursor & { changedAt: number })[]
  markCursorsSaved(saved: readonly { userId: string; changedAt: number }[]): void
  listOldestSpans(limit: number): PageSpan[]
  /** Forgets the pages up to `floorSeq` and the revisions that the system of record holds with them. */
  trim(floorSeq: number, floorAt: number): void
  advancePublished(seq: number): void
  findMember(userId: string): StoredMember | null
  /** Present members by time of joining, after the one named. */
  listMembers(after: { joinedAt: number; userId: string } | null, limit: number): StoredMember[]
  countMembers(): { members: number; owners: number }
  /** When the person was last removed; null for never. */
  readRemovedAt(userId: string): number | null
  insertInvitation(invitation: StoredInvitation): void
  findInvitation(by: { id: string } | { secretHash: string }): StoredInvitation | null
  /** Those that can still be used first, then by time, the newest first. */
  listInvitations(now: number, limit: number): StoredInvitation[]
  countUsableInvitations(now: number): number
  revokeInvitation(id: string, at: number): void
  /** False when the ticket was used before. */
  takeTicket(ticketId: string, expiresAt: number): boolean
  deleteExpiredTickets(now: number): void
  readNextTicketExpiry(): number | null
  findKey(id: string): StoredKey | null
  /** The newest key of an author, or of the room's pages where `authorId` is null. */
  findNewestKey(authorId: string | null): StoredKey | null
  insertKey(key: StoredKey): void
  readDocument(name: string): string | null
  writeDocument(name: string, value: string): void
}
