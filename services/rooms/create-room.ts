import { uuidv7 } from 'uuidv7'
import { isAdmitted } from '#domain/roles/admission.ts'
import { type Actor, can } from '#domain/roles/can.ts'
import { auditEntries, rooms } from '#schema/postgres/index.ts'
import { createRoomBody, type Visibility } from '#schema/wire/http/rooms.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'

export type CreatedRoom = {
  id: string
  name: string
  visibility: Visibility
  createdAt: Date
}

/**
 * Registers a new room and writes the audit entry with it. The room's object begins its own log, owner included, when
 * it is first spoken to.
 * @throws Refusal `forbidden` or `malformed`.
 */
export async function createRoom(
  db: Postgres,
  input: { actor: Actor; body: unknown; requestId?: string; now?: Date },
): Promise<CreatedRoom> {
  const { actor, requestId = null, now = new Date() } = input
  if (!can(actor, 'room.create')) throw new Refusal('forbidden')
  const body = createRoomBody.safeParse(input.body)
  if (!body.success) throw new Refusal('malformed')
  if (!isAdmitted({ visibility: body.data.visibility, role: actor.role })) throw new Refusal('forbidden')
  const room = { id: uuidv7(), ...body.data, createdAt: now }
  await db.batch([
    db.insert(rooms).values({ ...room, createdBy: actor.userId, updatedAt: now }),
    db.insert(auditEntries).values({
      id: uuidv7(),
      actorId: actor.userId,
      action: 'room.create',
      targetType: 'room',
      targetId: room.id,
      detail: { visibility: room.visibility },
      requestId,
      createdAt: now,
    }),
  ])
  return room
}
