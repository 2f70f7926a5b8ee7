import type { Actor } from '#domain/roles/can.ts'
import type { Member, MemberList } from '#schema/wire/http/rooms.ts'
import { MAX_PAGE_ITEMS } from '#schema/wire/limits.ts'
import type { StoredMember } from '../storage/port.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

const CURSOR = /^(\d{1,15})\.([0-9a-f-]{36})$/

function parseCursor(cursor: string | undefined): { joinedAt: number; userId: string } | null {
  if (cursor === undefined) return null
  const [, joinedAt, userId] = CURSOR.exec(cursor) ?? []
  if (joinedAt === undefined || userId === undefined) throw new Refusal({ code: 'malformed' })
  return { joinedAt: Number(joinedAt), userId }
}

/** The member as others see them; a mute that is over is not told. */
export const toMember = (
  { userId, name, role, joinedAt, mutedUntil }: StoredMember,
  now: number,
): Member => ({
  user: { id: userId, name },
  role,
  joinedAt,
  ...(mutedUntil !== null && mutedUntil > now ? { mutedUntil } : {}),
})

/** The members by time of joining. */
export function listMembers(
  room: OpenRoom,
  actor: Actor,
  page: { cursor?: string | undefined; limit: number },
): MemberList {
  const code = findObjection(room, actor, 'member.list')
  if (code) throw new Refusal({ code })
  const limit = Math.max(1, Math.min(MAX_PAGE_ITEMS, Math.trunc(page.limit) || 1))
  const stored = room.deps.storage.listMembers(parseCursor(page.cursor), limit + 1)
  const shown = stored.slice(0, limit)
  const last = shown.at(-1)
  return {
    members: shown.map((member) => toMember(member, room.deps.now())),
    nextCursor: stored.length > limit && last ? `${last.joinedAt}.${last.userId}` : null,
  }
}
