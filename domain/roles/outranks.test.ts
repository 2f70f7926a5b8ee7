import { describe, expect, it } from 'vitest'
import { bannableRoles, outranks } from './outranks.ts'

type Actor = Parameters<typeof outranks>[0]
const as = (role: string, roomRole: string | null) => ({ role, roomRole }) as Actor
const target = (role: string) => role as Parameters<typeof outranks>[1]

describe('who may act on whom', () => {
  it.each([
    // platform role, room role, may act on: member, moderator, owner
    ['guest', null, false, false, false],
    ['paid-member', 'member', false, false, false],
    ['member', 'moderator', true, false, false],
    ['member', 'owner', true, true, false],
    ['moderator', null, true, true, true],
    ['moderator', 'member', true, true, true],
    ['administrator', null, true, true, true],
    ['OWNER', 'OWNER', false, false, false],
    ['__proto__', 'constructor', false, false, false],
  ])('%s of the platform, %s in the room', (role, roomRole, onMember, onModerator, onOwner) => {
    const may = ['member', 'moderator', 'owner'].map((name) => outranks(as(role, roomRole), target(name)))
    expect(may).toEqual([onMember, onModerator, onOwner])
  })

  it('on a role that there is not: nobody', () => {
    for (const role of ['', 'OWNER', '__proto__', 'toString'])
      expect(outranks(as('administrator', 'owner'), target(role))).toBe(false)
  })
})

describe('who may ban whom from the platform', () => {
  it('administrators anyone, moderators who is no staff, others nobody', () => {
    expect(bannableRoles('administrator')).toHaveLength(5)
    expect(bannableRoles('moderator')).toEqual(['guest', 'member', 'paid-member'])
    for (const role of ['guest', 'member', 'paid-member', '', 'OWNER', '__proto__', 'constructor'])
      expect(bannableRoles(role as 'guest')).toEqual([])
  })
})
