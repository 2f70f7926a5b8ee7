import type { Capability, RoomCapability } from '#domain/roles/capabilities.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { Visibility } from '#schema/wire/http/rooms.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'

/** The whole policy, written a second time by hand. `+` may, `-` may not. */
const PLATFORM = `
                       guest  member  paid-member  moderator  administrator
room.list                +      +         +            +            +
room.create              -      +         +            +            +
room.own                 -      +         +            +            +
outbox.read              -      -         -            -            +
outbox.requeue           -      -         -            -            +
area51.enter             -      -         -            -            +
user.ban                 -      -         -            +            +
user.grant-role          -      -         -            -            +
any:room.see             -      -         -            +            +
any:room.read            -      -         -            +            +
any:room.join            -      -         -            +            +
any:room.leave           -      -         -            -            -
any:room.rename          -      -         -            -            +
any:room.archive         -      -         -            -            +
any:room.invite          -      -         -            -            +
any:room.transfer        -      -         -            -            -
any:member.list          -      -         -            +            +
any:message.send         -      -         -            -            -
any:message.edit-own     -      -         -            -            -
any:message.delete-own   -      -         -            -            -
any:message.delete-any   -      -         -            +            +
any:message.react        -      -         -            -            -
any:message.pin          -      -         -            +            +
any:room.set-topic       -      -         -            -            +
any:member.change-role   -      -         -            -            +
any:member.remove        -      -         -            +            +
any:member.mute          -      -         -            +            +
`

/** What each standing may do by itself, without a role on the platform that reaches into every room. */
const ROOM = `
                     owner  moderator  member  visitor  invited  offered  lapsed  stranger
room.see               +        +        +        +        +        +        +        -
room.read              +        +        +        -        -        -        -        -
room.join              +        +        +        +        +        -        -        -
room.leave             +        +        +        -        -        -        +        -
room.rename            +        +        -        -        -        -        -        -
room.archive           +        -        -        -        -        -        -        -
room.invite            +        +        -        -        -        -        -        -
room.transfer          +        -        -        -        -        -        -        -
member.list            +        +        +        -        -        -        -        -
message.send           +        +        +        -        -        -        -        -
message.edit-own       +        +        +        -        -        -        -        -
message.delete-own     +        +        +        -        -        -        -        -
message.delete-any     +        +        -        -        -        -        -        -
message.react          +        +        +        -        -        -        -        -
message.pin            +        +        -        -        -        -        -        -
room.set-topic         +        +        -        -        -        -        -        -
member.change-role     +        -        -        -        -        -        -        -
member.remove          +        +        -        -        -        -        -        -
member.mute            +        +        -        -        -        -        -        -
`

/** How each platform role stands in each kind of room: from outside, with an invitation, and in each role of the room. */
const STANDINGS = `
                    guest      member     paid-member  moderator  administrator
public:outside      visitor    visitor    visitor      visitor    visitor
public:invited      visitor    visitor    visitor      visitor    visitor
public:member       member     member     member       member     member
public:moderator    moderator  moderator  moderator    moderator  moderator
public:owner        owner      owner      owner        owner      owner
members:outside     stranger   visitor    visitor      visitor    visitor
members:invited     stranger   visitor    visitor      visitor    visitor
members:member      lapsed     member     member       member     member
members:moderator   lapsed     moderator  moderator    moderator  moderator
members:owner       owner      owner      owner        owner      owner
paid:outside        stranger   offered    visitor      visitor    visitor
paid:invited        stranger   offered    visitor      visitor    visitor
paid:member         lapsed     lapsed     member       member     member
paid:moderator      lapsed     lapsed     moderator    moderator  moderator
paid:owner          owner      owner      owner        owner      owner
private:outside     stranger   stranger   stranger     stranger   stranger
private:invited     invited    invited    invited      invited    invited
private:member      member     member     member       member     member
private:moderator   moderator  moderator  moderator    moderator  moderator
private:owner       owner      owner      owner        owner      owner
`

export type Cell = { row: string; column: string; value: string }

function readTable(table: string): Cell[] {
  const [head, ...rows] = table.trim().split('\n')
  const columns = (head ?? '').trim().split(/\s+/)
  return rows.flatMap((line) => {
    const [row = '', ...values] = line.trim().split(/\s+/)
    return columns.map((column, at) => ({ row, column, value: values[at] ?? '' }))
  })
}

export const PLATFORM_CELLS = readTable(PLATFORM)
export const ROOM_CELLS = readTable(ROOM)
const STANDING_CELLS = readTable(STANDINGS)

/** One way to stand before a room, and what it is by hand. */
export type Case = {
  name: string
  visibility: Visibility
  role: PlatformRole
  /** Null: from outside. */
  roomRole: RoomRole | null
  isInvited: boolean
  standing: string
}

export const CASES: readonly Case[] = STANDING_CELLS.map(({ row, column, value }) => {
  const [visibility, place] = row.split(':') as [Visibility, 'outside' | 'invited' | RoomRole]
  return {
    name: `${column}, ${row}`,
    visibility,
    role: column as PlatformRole,
    roomRole: place === 'outside' || place === 'invited' ? null : place,
    isInvited: place === 'invited',
    standing: value,
  }
})

const isGranted = (cells: readonly Cell[], row: string, column: string): boolean => {
  const cell = cells.find((found) => found.row === row && found.column === column)
  if (!cell) throw new Error(`the tables have no cell ${row} ${column}`)
  return cell.value === '+'
}

export const mayOnPlatform = (role: PlatformRole, capability: Capability): boolean =>
  isGranted(PLATFORM_CELLS, capability, role)

/** What the tables say, for a room that is not archived and a person who is not muted. */
export const mayInRoom = ({ role, standing }: Case, capability: RoomCapability): boolean =>
  isGranted(PLATFORM_CELLS, `any:${capability}`, role) || isGranted(ROOM_CELLS, capability, standing)

/** Null where the capability is granted. */
export const refusalOf = (of: Case, capability: RoomCapability): 'not_found' | 'forbidden' | null => {
  if (mayInRoom(of, capability)) return null
  return mayInRoom(of, 'room.see') ? 'forbidden' : 'not_found'
}
