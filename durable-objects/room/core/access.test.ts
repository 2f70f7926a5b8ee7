import { describe, expect, it } from 'vitest'
import type { RoomCapability } from '#domain/roles/capabilities.ts'
import {
  buildPlace,
  INVITATION_ID,
  owner,
  type Place,
  SECRET_HASH,
  target,
} from '#test/access/build-place.ts'
import { CASES, mayInRoom, refusalOf } from '#test/access/policy.ts'
import type { Outcome } from '../contract.ts'

type Verb = {
  needs: RoomCapability
  call: (place: Place) => Promise<Outcome<unknown>>
  /** Leaves the place as it was, so that the next call may go on there. */
  isHarmless?: true
}

const limit = { limit: 10 }
const secretHash = 'b'.repeat(64)
const invitation = { id: INVITATION_ID.replace('ee', 'ff'), secretHash, expiresInSeconds: 300, maxUses: 1 }

/** Every verb that the gateway may ask of a room. */
const VERBS: Record<string, Verb> = {
  describe: { needs: 'room.see', call: ({ world, actor }) => world.core.describe(actor), isHarmless: true },
  members: {
    needs: 'member.list',
    call: ({ world, actor }) => world.core.members(actor, limit),
    isHarmless: true,
  },
  pins: { needs: 'room.read', call: ({ world, actor }) => world.core.pins(actor), isHarmless: true },
  unread: { needs: 'room.read', call: ({ world, actor }) => world.core.unread(actor), isHarmless: true },
  history: {
    needs: 'room.read',
    call: ({ world, actor }) => world.core.history(actor, limit),
    isHarmless: true,
  },
  invitations: {
    needs: 'room.invite',
    call: ({ world, actor }) => world.core.invitations(actor),
    isHarmless: true,
  },
  invite: {
    needs: 'room.invite',
    call: ({ world, actor }) => world.core.invite(actor, invitation),
    isHarmless: true,
  },
  revokeInvitation: {
    needs: 'room.invite',
    call: ({ world, actor }) => world.core.revokeInvitation(actor, INVITATION_ID),
    isHarmless: true,
  },
  rename: {
    needs: 'room.rename',
    call: ({ world, actor }) => world.core.change(actor, { name: 'Pier' }),
    isHarmless: true,
  },
  topic: {
    needs: 'room.set-topic',
    call: ({ world, actor }) => world.core.change(actor, { topic: 'ice' }),
    isHarmless: true,
  },
  muteMember: {
    needs: 'member.mute',
    call: ({ world, actor }) => world.core.muteMember(actor, target.userId, { seconds: 60 }),
    isHarmless: true,
  },
  unmuteMember: {
    needs: 'member.mute',
    call: ({ world, actor }) => world.core.unmuteMember(actor, target.userId),
    isHarmless: true,
  },
  changeMember: {
    needs: 'member.change-role',
    call: ({ world, actor }) => world.core.changeMember(actor, target.userId, { role: 'moderator' }),
  },
  removeMember: {
    needs: 'member.remove',
    call: ({ world, actor }) => world.core.removeMember(actor, target.userId),
  },
  transfer: {
    needs: 'room.transfer',
    call: ({ world, actor }) =>
      world.core.transfer(actor, { userId: target.userId, platformRole: target.role }),
  },
  archive: { needs: 'room.archive', call: ({ world, actor }) => world.core.archive(actor) },
  leave: { needs: 'room.leave', call: ({ world, actor }) => world.core.leave(actor) },
  join: { needs: 'room.join', call: ({ world, actor }) => world.core.join(actor) },
}

const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? null : outcome.code)

describe('every call to a room, cell by cell', () => {
  it.each(CASES.filter(({ isInvited }) => !isInvited))('$name ($standing)', async (of) => {
    let place = await buildPlace(of)
    for (const [name, { needs, call, isHarmless = false }] of Object.entries(VERBS)) {
      const expected = refusalOf(of, needs)
      expect(codeOf(await call(place)), name).toBe(expected)
      if (expected === null && !isHarmless) place = await buildPlace(of)
    }
  })

  it.each(CASES.filter(({ isInvited }) => isInvited))('$name ($standing): joining', async (of) => {
    const { world, actor } = await buildPlace(of)
    expect(codeOf(await world.core.joinByInvitation(actor, SECRET_HASH))).toBe(refusalOf(of, 'room.join'))
    const { invitations } = await world.core.invitations(owner).then((list) => {
      if (!list.ok) throw new Error(list.code)
      return list.value
    })
    expect(invitations.map(({ uses }) => uses)).toEqual([mayInRoom(of, 'room.join') ? 1 : 0])
  })

  it.each(CASES.filter(({ isInvited }) => !isInvited))('$name ($standing): opening a socket', async (of) => {
    const { world, actor } = await buildPlace(of)
    expect(await world.decideAdmission(world.claims(actor))).toMatchObject(
      mayInRoom(of, 'room.read') ? { type: 'admit' } : { type: 'close', code: 4502 },
    )
  })
})

type Said = { needs: readonly RoomCapability[]; event: (place: Place) => object; membersOnly?: true }

/** Everything that a socket may say; any one of `needs` is enough. */
const FRAMES: Record<string, Said> = {
  presence: { needs: ['room.read'], event: () => ({ type: 'presence', state: 'away' }) },
  cursor: { needs: ['room.read'], event: ({ own }) => ({ type: 'cursor', read: own }), membersOnly: true },
  typing: { needs: ['message.send'], event: () => ({ type: 'typing', on: true }) },
  send: {
    needs: ['message.send'],
    event: ({ world }) => ({ type: 'send', id: world.mintId(), text: 'hello' }),
  },
  react: {
    needs: ['message.react'],
    event: ({ world, others }) => ({
      type: 'react',
      id: world.mintId(),
      target: others,
      emoji: '👍',
      on: true,
    }),
  },
  pin: {
    needs: ['message.pin'],
    event: ({ world, others }) => ({ type: 'pin', id: world.mintId(), target: others, on: true }),
  },
  'edit of my own': {
    needs: ['message.edit-own'],
    event: ({ world, own }) => ({ type: 'edit', id: world.mintId(), target: own, text: 'changed' }),
  },
  'edit of another’s': {
    needs: [],
    event: ({ world, others }) => ({ type: 'edit', id: world.mintId(), target: others, text: 'changed' }),
  },
  'deletion of my own': {
    needs: ['message.delete-own', 'message.delete-any'],
    event: ({ world, own }) => ({ type: 'delete', id: world.mintId(), target: own }),
  },
  'deletion of another’s': {
    needs: ['message.delete-any'],
    event: ({ world, others }) => ({ type: 'delete', id: world.mintId(), target: others }),
  },
  focus: { needs: ['room.read'], event: () => ({ type: 'focus', background: true }) },
}

describe('[MSG4] every frame, cell by cell', () => {
  it.each(CASES.filter(({ isInvited }) => !isInvited))('$name ($standing)', async (of) => {
    let place = await buildPlace(of)
    for (const [name, { needs, event, membersOnly = false }] of Object.entries(FRAMES)) {
      const { world, client } = place
      // The role of an open socket changes, as it does when a subscription ends.
      if (client.session) client.session.actor.role = of.role
      const before = world.storage.readLastPage()?.lastSeq
      const errors = client.socket.of('error').length
      world.say(client, event(place))
      await world.settle()
      const isGranted =
        needs.some((capability) => mayInRoom(of, capability)) && (!membersOnly || of.roomRole !== null)
      if (!mayInRoom(of, 'room.read')) {
        expect(client.socket.closed, name).toMatchObject({ code: 4502 })
        expect(world.storage.readLastPage()?.lastSeq, name).toBe(before)
        place = await buildPlace(of)
        continue
      }
      const refused = client.socket.of('error').slice(errors)
      expect(
        refused.map(({ code }) => code),
        name,
      ).toEqual(isGranted ? [] : ['forbidden'])
      if (!isGranted) expect(world.storage.readLastPage()?.lastSeq, name).toBe(before)
    }
  })
})
