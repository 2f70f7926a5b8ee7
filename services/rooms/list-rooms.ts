import { and, desc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { listedVisibilities } from '#domain/roles/admission.ts'
import { type Actor, can, canInRoom } from '#domain/roles/can.ts'
import { roomMembers, rooms } from '#schema/postgres/index.ts'
import type { RoomList } from '#schema/wire/http/rooms.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { formatRoomCursor, parseRoomCursor } from './room-cursor.ts'

const MAX_UNREAD = 1000

/** Null where the viewer has read nothing yet; counted no further than shown. */
const countUnread = (userId: string) => sql<number | null>`(
  select (
    select count(*)::int from (
      select 1 from messages as m
      where m.room_id = ${rooms.id} and m.seq > r.read_seq and m.author_id <> ${userId}::uuid and m.deleted_at is null
      limit ${sql.raw(String(MAX_UNREAD))}) as newer)
  from receipts as r where r.room_id = ${rooms.id} and r.user_id = ${userId}::uuid)`

/** Not who lapsed: what is said in a room is not told by its number either. */
const isReader = (
  viewer: Pick<Actor, 'role'>,
  { role, visibility }: Pick<typeof rooms.$inferSelect, 'visibility'> & { role: RoomRole | null },
) => role !== null && canInRoom(viewer, 'room.read', { role, visibility, archived: false })

/**
 * One page of rooms, newest first. `joined`: those the viewer is a member of; `all`: these and the
 * open ones that people of the viewer's role may know of.
 * @throws Refusal `forbidden`, or `malformed` for a cursor that is none of ours.
 */
export async function listRooms(
  db: Postgres,
  query: {
    viewer: Pick<Actor, 'userId' | 'role'>
    scope: 'all' | 'joined'
    cursor?: string | undefined
    limit: number
  },
): Promise<RoomList> {
  const { viewer, scope, limit } = query
  if (!can(viewer, 'room.list')) throw new Refusal('forbidden')
  const after = query.cursor === undefined ? undefined : parseRoomCursor(query.cursor)
  const joined = isNotNull(roomMembers.role)
  const listed = and(inArray(rooms.visibility, listedVisibilities(viewer.role)), isNull(rooms.archivedAt))
  const rows = await db
    .select({ room: rooms, role: roomMembers.role, unread: countUnread(viewer.userId) })
    .from(rooms)
    .leftJoin(
      roomMembers,
      and(
        eq(roomMembers.roomId, rooms.id),
        eq(roomMembers.userId, viewer.userId),
        isNull(roomMembers.deletedAt),
      ),
    )
    .where(
      and(
        isNull(rooms.deletedAt),
        scope === 'joined' ? joined : or(listed, joined),
        after &&
          sql`(${rooms.createdAt}, ${rooms.id}) < (${after.createdAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
    .orderBy(desc(rooms.createdAt), desc(rooms.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    rooms: page.map(({ room, role, unread }) => ({
      id: room.id,
      name: room.name,
      ...(room.topic === '' ? {} : { topic: room.topic }),
      visibility: room.visibility,
      createdAt: room.createdAt.getTime(),
      archivedAt: room.archivedAt?.getTime() ?? null,
      role,
      ...(unread !== null && isReader(viewer, { ...room, role }) ? { unread } : {}),
    })),
    nextCursor: last && rows.length > limit ? formatRoomCursor(last.room) : null,
  }
}
