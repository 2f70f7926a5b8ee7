import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visibility } from '#schema/wire/http/rooms.ts'
import { CASES, type Case, mayInRoom, PLATFORM_CELLS, ROOM_CELLS } from '#test/access/policy.ts'
import { isAdmitted, listedVisibilities } from './admission.ts'
import { can, canInRoom, type RoomStanding } from './can.ts'
import type { Capability, RoomCapability } from './capabilities.ts'
import { nameStanding } from './name-standing.ts'

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
const STANDING_NAMES = ['visitor', 'invited', 'offered', 'lapsed', 'stranger']

// A hostile value is what TypeScript would not let through: it comes from a row or a token.
const role = (value: string) => ({ role: value }) as Parameters<typeof can>[0]
const roomRole = (value: string | null) => value as RoomStanding['role']
const kindOf = (value: string) => value as RoomStanding['visibility']

const ROOM_ROWS = [...new Set(ROOM_CELLS.map(({ row }) => row as RoomCapability))]
const PLATFORM_ROWS = [...new Set(PLATFORM_CELLS.map(({ row }) => row as Capability))]
const READING = ['room.see', 'room.read', 'member.list']

const standingOf = ({ roomRole: held, visibility: kind, isInvited }: Case): RoomStanding => ({
  role: held,
  visibility: kind,
  invited: isInvited,
  archived: false,
  muted: false,
})

describe('on the platform', () => {
  it('the table has every role and capability', () => expect(PLATFORM_CELLS).toHaveLength(27 * 5))
  it.each(PLATFORM_CELLS)('$column and $row: $value', ({ row, column, value }) => {
    expect(can(role(column), row as Capability)).toBe(value === '+')
  })
})

describe('before a room', () => {
  it('the tables have every capability, visibility, platform role and place', () => {
    expect(ROOM_CELLS).toHaveLength(19 * 8)
    expect(CASES).toHaveLength(4 * 5 * 5)
  })
  it.each(CASES)('$name: $standing', (of) => {
    const { role: platformRole, roomRole: held, visibility: kind, isInvited, standing } = of
    expect(nameStanding({ role: platformRole, roomRole: held, visibility: kind, isInvited })).toBe(standing)
  })
  it.each(CASES)('$name: what the tables say and nothing else', (of) => {
    for (const capability of ROOM_ROWS)
      expect(canInRoom(of, capability, standingOf(of)), capability).toBe(mayInRoom(of, capability))
  })
  it.each(CASES)('$name, archived: only reading is left', (of) => {
    for (const capability of ROOM_ROWS)
      expect(canInRoom(of, capability, { ...standingOf(of), archived: true }), capability).toBe(
        READING.includes(capability) && mayInRoom(of, capability),
      )
  })
  it.each(CASES)('$name, muted: nothing is said', (of) => {
    for (const capability of ROOM_ROWS) {
      const isSpeaking = /^message\.(send|edit-own|react|pin)$/.test(capability)
      expect(canInRoom(of, capability, { ...standingOf(of), muted: true }), capability).toBe(
        !isSpeaking && mayInRoom(of, capability),
      )
    }
  })
})

describe('the list of rooms', () => {
  it.each([
    ['guest', ['public']],
    ['member', ['public', 'members', 'paid']],
    ['paid-member', ['public', 'members', 'paid']],
    ['moderator', ['public', 'members', 'paid']],
    ['administrator', ['public', 'members', 'paid']],
    ['OWNER', []],
    ['__proto__', []],
  ])('shows %s rooms of these kinds', (name, kinds) => {
    expect(listedVisibilities(role(name).role)).toEqual(kinds)
  })
  it.each([
    ['guest', ['public', 'private']],
    ['member', ['public', 'members', 'private']],
    ['paid-member', ['public', 'members', 'paid', 'private']],
    ['constructor', []],
  ])('%s can be in rooms of these kinds', (name, kinds) => {
    const admitted = visibility.options.filter((kind) =>
      isAdmitted({ visibility: kind, role: role(name).role }),
    )
    expect(admitted).toEqual(kinds)
  })
})

describe('unknown input is refused', () => {
  const kinds = visibility.options
  it.each(HOSTILE)('platform role %j may nothing, whatever it is in the room', (name) => {
    for (const row of PLATFORM_ROWS) expect(can(role(name), row)).toBe(false)
    for (const row of ROOM_ROWS)
      for (const kind of kinds)
        for (const held of [null, 'member', 'owner'] as const)
          expect(canInRoom(role(name), row, { role: held, visibility: kind, archived: false })).toBe(false)
  })
  it.each([...HOSTILE, ...STANDING_NAMES])('room role %j may nothing', (name) => {
    for (const row of ROOM_ROWS)
      for (const kind of kinds)
        expect(
          canInRoom({ role: 'member' }, row, { role: roomRole(name), visibility: kind, archived: false }),
        ).toBe(false)
  })
  it.each(HOSTILE)('capability %j is granted to nobody', (name) => {
    expect(can({ role: 'administrator' }, name as Capability)).toBe(false)
    const owner = { role: 'owner', visibility: 'public', archived: false } as const
    expect(canInRoom({ role: 'administrator' }, name as RoomCapability, owner)).toBe(false)
  })
  it.each(['PUBLIC', '', '__proto__', 'constructor'])('a room of the visibility %j is for nobody', (kind) => {
    for (const held of [null, 'member', 'owner'] as const)
      for (const row of ROOM_ROWS)
        expect(
          canInRoom({ role: 'member' }, row, { role: held, visibility: kindOf(kind), archived: false }),
        ).toBe(false)
  })
  it('any other string: no', () => {
    const known = new Set(PLATFORM_CELLS.flatMap(({ row, column }) => [row, column]))
    const other = fc.string({ unit: 'binary' }).filter((value) => !known.has(value))
    fc.assert(
      fc.property(other, other, (a, b) => {
        expect(can(role(a), 'room.list')).toBe(false)
        expect(can({ role: 'administrator' }, b as Capability)).toBe(false)
      }),
    )
  })
})
