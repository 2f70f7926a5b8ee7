import type { Actor } from '#domain/roles/can.ts'
import type { RoomCapability } from '#domain/roles/capabilities.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { type ChangeRoom, changeRoomBody, type Room } from '#schema/wire/http/rooms.ts'
import type { Author } from '#schema/wire/server/log-events.ts'
import { buildMembershipEvent, buildRoomEvent } from './build-room-operation.ts'
import { toRoom } from './describe.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import type { Operation } from './operation.ts'
import { Refusal } from './refusal.ts'

const ONE_AT_A_TIME = 'room'

export const toAuthor = ({ userId, name }: Actor): Author => ({ id: userId, name })

export function requireRight(room: OpenRoom, actor: Actor, capability: RoomCapability): void {
  const code = findObjection(room, actor, capability)
  if (code) throw new Refusal({ code })
}

export function chargeChange(room: OpenRoom, userId: string): void {
  const retryAfterMs = room.changes.take(userId, room.deps.now(), 1)
  if (retryAfterMs > 0) throw new Refusal({ code: 'rate_limited', retryAfterMs })
}

type Change = Omit<Operation, 'settle'>

/** One change: all of its events or none. */
export async function appendTogether(room: OpenRoom, changes: readonly [Change, ...Change[]]): Promise<void> {
  chargeChange(room, changes[0].actorId)
  const settled = await room.log.appendTogether(changes)
  if (!settled.ok) throw new Refusal(settled.refusal)
}

export const append = (room: OpenRoom, change: Change): Promise<void> => appendTogether(room, [change])

/** Changes of members and of the room itself pass one at a time, so that each is judged by what the last one left. */
export const inTurn = <T>(room: OpenRoom, act: () => Promise<T>): Promise<T> =>
  room.chains.run(ONE_AT_A_TIME, act)

const inTurnAs = (room: OpenRoom, actor: Actor, act: () => Promise<void>): Promise<Room> =>
  inTurn(room, async () => {
    await act()
    return toRoom(room, actor.userId)
  })

export const joinRoom = (room: OpenRoom, actor: Actor): Promise<Room> =>
  inTurnAs(room, actor, async () => {
    requireRight(room, actor, 'room.join')
    if (room.log.members.find(actor.userId)) return
    await append(room, buildMembershipEvent(toAuthor(actor), { change: 'joined', role: 'member' }))
  })

/** The last owner stays as long as there is anyone else: a room without an owner can't be governed. */
export const leaveRoom = (room: OpenRoom, actor: Actor): Promise<Room> =>
  inTurnAs(room, actor, async () => {
    requireRight(room, actor, 'room.leave')
    const member = room.log.members.find(actor.userId)
    if (!member) return
    const { members, owners } = room.deps.storage.countMembers()
    if (member.role === 'owner' && owners === 1 && members > 1) throw new Refusal({ code: 'conflict' })
    await append(room, buildMembershipEvent(toAuthor(actor), { change: 'left', role: member.role }))
    room.audience.close({ userId: actor.userId }, CLOSE.membershipEnded, 'left the room')
  })

export const changeRoom = (room: OpenRoom, actor: Actor, asked: ChangeRoom): Promise<Room> =>
  inTurnAs(room, actor, async () => {
    const parsed = changeRoomBody.safeParse(asked)
    if (!parsed.success) throw new Refusal({ code: 'malformed' })
    const { record } = room.log
    const { name = record.name, topic = record.topic } = parsed.data
    if (parsed.data.name !== undefined) requireRight(room, actor, 'room.rename')
    if (parsed.data.topic !== undefined) requireRight(room, actor, 'room.set-topic')
    if (name !== record.name)
      await append(room, buildRoomEvent(toAuthor(actor), 'renamed', { name, topic: record.topic }))
    if (topic !== record.topic) await append(room, buildRoomEvent(toAuthor(actor), 'topic', { name, topic }))
  })

export const archiveRoom = (room: OpenRoom, actor: Actor): Promise<Room> =>
  inTurnAs(room, actor, async () => {
    requireRight(room, actor, 'room.archive')
    await append(room, buildRoomEvent(toAuthor(actor), 'archived', room.log.record))
    room.audience.close('everyone', CLOSE.archived, 'the room is archived')
  })
