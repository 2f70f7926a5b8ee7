import { type SQL, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { isAdmitted } from '#domain/roles/admission.ts'
import { type Actor, can } from '#domain/roles/can.ts'
import { createRoomBody, type Visibility } from '#schema/wire/http/rooms.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'

export type CreatedRoom = {
  id: string
  name: string
  visibility: Visibility
  createdAt: Date
}

export type CreateRoomInput = {
  actor: Actor
  body: unknown
  /** How many rooms that are not archived the actor may own. */
  maxOwnedRooms: number
  requestId?: string
  now?: Date
}

/** One person's rooms are made one after the other: of two at once neither would see the other. */
const lockOwner = (userId: string): SQL =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`owned-rooms:${userId}`}, 0))`

const insertRoom = (
  room: CreatedRoom,
  { userId, maxOwnedRooms }: { userId: string; maxOwnedRooms: number },
): SQL => {
  const at = room.createdAt.toISOString()
  return sql`
    insert into rooms (id, name, visibility, created_by, created_at, updated_at)
    select ${room.id}::uuid, ${room.name}, ${room.visibility}, ${userId}::uuid, ${at}::timestamptz, ${at}::timestamptz
    where (
      select count(*) from room_members as m join rooms as r on r.id = m.room_id
      where m.user_id = ${userId}::uuid and m.role = 'owner' and m.deleted_at is null
        and r.archived_at is null and r.deleted_at is null
    ) < ${maxOwnedRooms}
    returning id`
}

/** What the room's own log will tell, shown and counted from the beginning; the log's event has the last word. */
const insertOwner = ({ id, createdAt }: CreatedRoom): SQL => sql`
  insert into room_members (room_id, user_id, role, changed_seq, joined_at, updated_at)
  select id, created_by, 'owner', 0, ${createdAt.toISOString()}::timestamptz, ${createdAt.toISOString()}::timestamptz
  from rooms where id = ${id}::uuid`

const insertAudit = ({ id, visibility, createdAt }: CreatedRoom, requestId: string | null): SQL => sql`
  insert into audit_entries (id, actor_id, action, target_type, target_id, detail, request_id, created_at)
  select ${uuidv7()}::uuid, created_by, 'room.create', 'room', id::text, ${JSON.stringify({ visibility })}::jsonb,
    ${requestId}, ${createdAt.toISOString()}::timestamptz
  from rooms where id = ${id}::uuid`

/**
 * Registers a new room, its owner and the audit entry, all or nothing. The room's object begins its own log, owner
 * included, when it is first spoken to.
 * @throws Refusal `forbidden`, `malformed`, or `limit_reached` where the actor owns as many rooms as they may.
 */
export async function createRoom(db: Postgres, input: CreateRoomInput): Promise<CreatedRoom> {
  const { actor, maxOwnedRooms, requestId = null, now = new Date() } = input
  if (!can(actor, 'room.create')) throw new Refusal('forbidden')
  const body = createRoomBody.safeParse(input.body)
  if (!body.success) throw new Refusal('malformed')
  if (!isAdmitted({ visibility: body.data.visibility, role: actor.role })) throw new Refusal('forbidden')
  const room = { id: uuidv7(), ...body.data, createdAt: now }
  const [, inserted] = await db.batch([
    db.execute(lockOwner(actor.userId)),
    db.execute(insertRoom(room, { userId: actor.userId, maxOwnedRooms })),
    db.execute(insertOwner(room)),
    db.execute(insertAudit(room, requestId)),
  ])
  if (inserted.rows.length === 0) throw new Refusal('limit_reached')
  return room
}
