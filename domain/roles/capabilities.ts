import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { StandingName } from './name-standing.ts'

export type RoomCapability =
  | 'room.see'
  | 'room.read'
  | 'room.join'
  | 'room.leave'
  | 'room.rename'
  | 'room.archive'
  | 'room.invite'
  | 'room.transfer'
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
  | 'room.own'
  | 'room.list'
  | 'outbox.read'
  | 'outbox.requeue'
  | 'area51.enter'
  | 'user.ban'
  | 'user.grant-role'
  | `any:${RoomCapability}`

const MEMBER_OF_PLATFORM = ['room.list', 'room.create', 'room.own'] as const

const MODERATION = [
  'any:room.see',
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
  member: MEMBER_OF_PLATFORM,
  'paid-member': MEMBER_OF_PLATFORM,
  moderator: [...MEMBER_OF_PLATFORM, 'user.ban', ...MODERATION],
  administrator: [
    ...MEMBER_OF_PLATFORM,
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
    'any:room.invite',
  ],
}

/** What is left to do in an archived room. */
export const READING: readonly RoomCapability[] = ['room.see', 'room.read', 'member.list']

/** What who is muted may not do. */
export const SPEAKING: readonly RoomCapability[] = [
  'message.send',
  'message.edit-own',
  'message.react',
  'message.pin',
]

const MEMBER: readonly RoomCapability[] = [
  'room.see',
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
  'room.invite',
  'member.remove',
  'member.mute',
]

/** What each standing may do in a room. */
export const ROOM_CAPABILITIES: Readonly<Record<StandingName, readonly RoomCapability[]>> = {
  owner: [...MODERATOR, 'room.archive', 'room.transfer', 'member.change-role'],
  moderator: MODERATOR,
  member: MEMBER,
  visitor: ['room.see', 'room.join'],
  invited: ['room.see', 'room.join'],
  offered: ['room.see'],
  lapsed: ['room.see', 'room.leave'],
  stranger: [],
}
