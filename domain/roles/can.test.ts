import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { can, canInRoom, type RoomStanding } from './can.ts'
import type { Capability, RoomCapability } from './capabilities.ts'

/** The whole policy, written a second time by hand. `+` may, `-` may not. */
const PLATFORM = `
                       guest  member  paid-member  moderator  administrator
room.list                +      +         +            +            +
room.create              -      +         +            +            +
outbox.read              -      -         -            -            +
outbox.requeue           -      -         -            -            +
area51.enter             -      -         -            -            +
user.ban                 -      -         -            +            +
user.grant-role          -      -         -            -            +
any:room.read            -      -         -            +            +
any:room.join            -      -         -            +            +
any:room.leave           -      -         -            -            -
any:room.rename          -      -         -            -            +
any:room.archive         -      -         -            -            +
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
const ROOM = `
                     owner  moderator  member  visitor  stranger
room.read              +        +        +        -        -
room.join              +        +        +        +        -
room.leave             +        +        +        -        -
room.rename            +        +        -        -        -
room.archive           +        -        -        -        -
member.list            +        +        +        -        -
message.send           +        +        +        -        -
message.edit-own       +        +        +        -        -
message.delete-own     +        +        +        -        -
message.delete-any     +        +        -        -        -
message.react          +        +        +        -        -
message.pin            +        +        -        -        -
room.set-topic         +        +        -        -        -
member.change-role     +        -        -        -        -
member.remove          +        +        -        -        -
member.mute            +        +        -        -        -
`

const HOSTILE = [
  '',
  ' ',
  'OWNER',
  'Administrator',
  'admin',
  '__proto__',
  'constructor',
  'toString',
  '*',
  'any:*',
]

function readTable(table: string): { row: string; column: string; allowed: boolean }[] {
  const [head, ...rows] = table.trim().split('\n')
  const columns = (head ?? '').trim().split(/\s+/)
  return rows.flatMap((line) => {
    const [row = '', ...marks] = line.trim().split(/\s+/)
    return columns.map((column, i) => ({ row, column, allowed: marks[i] === '+' }))
  })
}

// A hostile value is what TypeScript would not let through: it comes from a row or a token.
const role = (value: string) => ({ role: value }) as Parameters<typeof can>[0]
const roomRole = (value: string | null) => value as RoomStanding['role']

const standing = (name: string, archived = false): RoomStanding => ({
  role: name === 'visitor' || name === 'stranger' ? null : roomRole(name),
  visibility: name === 'stranger' ? 'private' : 'public',
  archived,
  muted: false,
})

describe('on the platform', () => {
  const cells = readTable(PLATFORM)
  it('the table has every role and capability', () => expect(cells).toHaveLength(23 * 5))
  it.each(cells)('$column and $row: $allowed', ({ row, column, allowed }) => {
    expect(can(role(column), row as Capability)).toBe(allowed)
  })
})

describe('in a room, as a guest of the platform', () => {
  const cells = readTable(ROOM)
  it('the table has every standing and capability', () => expect(cells).toHaveLength(16 * 5))
  it.each(cells)('$column and $row: $allowed', ({ row, column, allowed }) => {
    expect(canInRoom({ role: 'guest' }, row as RoomCapability, standing(column))).toBe(allowed)
  })
  it.each(cells)('archived, $column and $row: only reading is left', ({ row, column, allowed }) => {
    const isReading = row === 'room.read' || row === 'member.list'
    expect(canInRoom({ role: 'guest' }, row as RoomCapability, standing(column, true))).toBe(
      allowed && isReading,
    )
  })
})

describe('in a private room they do not belong to', () => {
  const cells = readTable(PLATFORM).filter(({ row }) => row.startsWith('any:'))
  it.each(cells)('$column has $row: $allowed', ({ row, column, allowed }) => {
    const capability = row.slice('any:'.length) as RoomCapability
    expect(canInRoom(role(column), capability, standing('stranger'))).toBe(allowed)
  })
  it.each(cells)('archived, $column has $row: only reading is left', ({ row, column, allowed }) => {
    const capability = row.slice('any:'.length) as RoomCapability
    const isReading = capability === 'room.read' || capability === 'member.list'
    expect(canInRoom(role(column), capability, standing('stranger', true))).toBe(allowed && isReading)
  })
})

describe('unknown input is refused', () => {
  it.each(HOSTILE)('platform role %j may nothing', (name) => {
    for (const { row } of readTable(PLATFORM)) expect(can(role(name), row as Capability)).toBe(false)
    for (const { row } of readTable(ROOM))
      expect(canInRoom(role(name), row as RoomCapability, standing('stranger'))).toBe(false)
  })
  it.each(HOSTILE)('room role %j may nothing', (name) => {
    for (const { row } of readTable(ROOM))
      for (const visibility of ['public', 'private'] as const)
        expect(
          canInRoom({ role: 'guest' }, row as RoomCapability, {
            role: roomRole(name),
            visibility,
            archived: false,
          }),
        ).toBe(false)
  })
  it.each(HOSTILE)('capability %j is granted to nobody', (name) => {
    expect(can({ role: 'administrator' }, name as Capability)).toBe(false)
    expect(canInRoom({ role: 'administrator' }, name as RoomCapability, standing('owner'))).toBe(false)
  })
  it('a visibility that is not "public" is private', () => {
    const odd = { role: null, visibility: 'PUBLIC', archived: false } as unknown as RoomStanding
    expect(canInRoom({ role: 'guest' }, 'room.join', odd)).toBe(false)
  })
  it('the table names no standing that a member could hold by name', () => {
    for (const name of ['visitor', 'stranger'])
      expect(
        canInRoom({ role: 'guest' }, 'room.read', {
          role: roomRole(name),
          visibility: 'public',
          archived: false,
        }),
      ).toBe(false)
  })
  it('any other string: no', () => {
    const known = new Set(readTable(PLATFORM).flatMap(({ row, column }) => [row, column]))
    const other = fc.string({ unit: 'binary' }).filter((value) => !known.has(value))
    fc.assert(
      fc.property(other, other, (a, b) => {
        expect(can(role(a), 'room.list')).toBe(false)
        expect(can({ role: 'administrator' }, b as Capability)).toBe(false)
      }),
    )
  })
})
