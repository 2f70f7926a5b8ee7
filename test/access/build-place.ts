import type { Actor } from '#domain/roles/can.ts'
import { buildActor, type Client, RoomWorld } from '#test/room/room-world.ts'
import type { Case } from './policy.ts'

export const owner = buildActor({ role: 'administrator' })
/** A member of every place whom others act on. */
export const target = buildActor({
  userId: '01900000-0000-7000-8000-000000000002',
  name: 'Tom Target',
  role: 'paid-member',
})
export const subject = buildActor({ userId: '01900000-0000-7000-8000-000000000003', name: 'Sue Subject' })

export const SECRET_HASH = 'a'.repeat(64)
export const INVITATION_ID = '01900000-0000-7000-8000-0000000000ee'

export type Place = {
  world: RoomWorld
  /** The subject, in the role of the case. */
  actor: Actor
  /** Open on the subject, who may read at that moment whatever the case says. */
  client: Client
  own: { epoch: number; seq: number }
  others: { epoch: number; seq: number }
}

const require = <T>(outcome: { ok: true; value: T } | { ok: false; code: string }): T => {
  if (!outcome.ok) throw new Error(outcome.code)
  return outcome.value
}

async function say(world: RoomWorld, client: Client): Promise<{ epoch: number; seq: number }> {
  world.say(client, { type: 'send', id: world.mintId(), text: 'said before' })
  await world.settle()
  const { epoch = 0, seq = 0 } = client.socket.of('ack').at(-1) ?? {}
  return { epoch, seq }
}

/** A room in which the subject and another have each said something, and the subject now stands as the case says. */
export async function buildPlace(
  { visibility, role, roomRole }: Pick<Case, 'visibility' | 'role' | 'roomRole'>,
  people: { subject?: Actor; target?: Actor } = {},
): Promise<Place> {
  const [sue, tom] = [people.subject ?? subject, people.target ?? target]
  const world = new RoomWorld({ visibility })
  const asStaff: Actor = { ...sue, role: 'administrator' }
  const others = await say(world, await world.enter({ ...tom, role: 'administrator' }))
  const client = await world.enter(asStaff)
  const own = await say(world, client)
  if (roomRole === null) require(await world.core.leave(asStaff))
  else
    require(
      await world.core.changeMember(owner, sue.userId, { role: roomRole, platformRole: 'administrator' }),
    )
  require(
    await world.core.invite(owner, {
      ...{ id: INVITATION_ID, secretHash: SECRET_HASH },
      ...{ expiresInSeconds: 3600, maxUses: 5 },
    }),
  )
  const open = roomRole === null ? await world.open(asStaff) : client
  if (open !== client) {
    world.say(open, { type: 'hello', position: null })
    await world.settle()
  }
  return { world, actor: { ...sue, role }, client: open, own, others }
}
