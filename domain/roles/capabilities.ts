import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'

export type RoomCapability =
  | 'room.read'
  | 'room.join'
  | 'room.leave'
  | 'room.rename'
  | 'room.archive'
  | 'member.list'
  | 'message.send'
  | 'message.edit-own'
  | 'message.delete-own'
  | 'message.delete-any'
  | 'message.react'
  | 'message.pin'
  | 'room.set-topic'
  | 'member.change-role'
  | 'member.remove'
  | 'member.mute'

export type Capability =
  | 'room.create'
  | 'room.list'
  | 'outbox.read'
  | 'outbox.requeue'
  | 'area51.enter'
  | 'user.ban'
  | 'user.grant-role'
  | `any:${RoomCapability}`

const MODERATION = [
  'any:room.read',
  'any:room.join',
  'any:member.list',
  'any:message.delete-any',
  'any:message.pin',
  'any:member.remove',
  'any:member.mute',
] as const

/** What each platform role may do on the platform; `any:x` is the room capability `x` in every room. */
export const PLATFORM_CAPABILITIES: Readonly<Record<PlatformRole, readonly Capability[]>> = {
  guest: ['room.list'],
  member: ['room.list', 'room.create'],
  'paid-member': ['room.list', 'room.create'],
  moderator: ['room.list', 'room.create', 'user.ban', ...MODERATION],
  administrator: [
    'room.list',
    'room.create',
    'outbox.read',
    'outbox.requeue',
    'user.ban',
    'user.grant-role',
    'area51.enter',
    ...MODERATION,
    'any:room.rename',
    'any:room.set-topic',
    'any:member.change-role',
    'any:room.archive',
  ],
}

/** What who is muted may not do. */
export const SPEAKING: readonly RoomCapability[] = [
  'message.send',
  'message.edit-own',
  'message.react',
  'message.pin',
]

const MEMBER: readonly RoomCapability[] = [
  'room.read',
  'room.join',
  'room.leave',
  'member.list',
  'message.send',
  'message.edit-own',
  'message.delete-own',
  'message.react',
]

const MODERATOR: readonly RoomCapability[] = [
  ...MEMBER,
  'message.delete-any',
  'message.pin',
  'room.rename',
  'room.set-topic',
  'member.remove',
  'member.mute',
]

/** What each standing may do in a room. A visitor looks at a public room, a stranger at a private one. */
export const ROOM_CAPABILITIES: Readonly<
  Record<RoomRole | 'visitor' | 'stranger', readonly RoomCapability[]>
> = {
  owner: [...MODERATOR, 'room.archive', 'member.change-role'],
  moderator: MODERATOR,
  member: MEMBER,
  visitor: ['room.join'],
  stranger: [],
}
