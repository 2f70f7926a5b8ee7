import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { createClient, type RoomConnection } from '#sdk/index.ts'
import { signBilling } from '#test/gateway/sign-billing.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

const SECRET = 'only-for-this-test-the-billing-secret'
let platform: TestPlatform

beforeAll(async () => {
  await migrate(inject('stand').env)
  const limits = { member: { maxOwnedRooms: 2 } }
  platform = await startTestPlatform({
    BILLING_WEBHOOK_SECRETS: SECRET,
    PLAN_LIMITS: JSON.stringify(limits),
  })
})
afterAll(() => platform?.stop())

async function signUp(name: string) {
  const client = createClient({ origin: platform.origin, credentials: { kind: 'bearer' } })
  const email = `${crypto.randomUUID()}@example.com`
  await client.accounts.signUp({ name, email, password: crypto.randomUUID() })
  return { client, id: (await client.accounts.me()).id }
}

const reaches = (connection: RoomConnection, state: 'open' | 'closed') =>
  new Promise<void>((resolve) => {
    connection.on('state', ({ kind }) => {
      if (kind === state) resolve()
    })
  })

let told = 0
async function bill(type: 'subscription.started' | 'subscription.ended', userId: string): Promise<void> {
  told += 1
  const body = JSON.stringify({ id: crypto.randomUUID(), type, userId, occurredAt: Date.now() + told })
  const headers = { 'content-type': 'application/json', ...signBilling(body, { secret: SECRET }) }
  const response = await fetch(`${platform.origin}/api/v1/webhooks/billing`, {
    method: 'POST',
    body,
    headers,
  })
  expect(await response.json()).toEqual({ outcome: 'applied' })
}

test('a private room opens to who was sent its link, until that is revoked, and can be handed over', async () => {
  const [ann, bob, eve] = await Promise.all([signUp('Ann'), signUp('Bob'), signUp('Eve')])
  const { id: roomId } = await ann.client.rooms.create({ name: 'Den', visibility: 'private' })
  await expect(bob.client.rooms.join(roomId)).rejects.toMatchObject({ code: 'not_found' })
  const { id, secret, link } = await ann.client.rooms.invite(roomId, { expiresInSeconds: 300, maxUses: 5 })
  expect(new URL(link).hash).toBe(`#/join/${roomId}/${secret}`)
  expect(await bob.client.rooms.join(roomId, secret)).toMatchObject({ id: roomId, role: 'member' })
  expect((await ann.client.rooms.invitations(roomId)).invitations).toMatchObject([{ id, uses: 1 }])
  expect(await ann.client.rooms.revokeInvitation(roomId, id)).toMatchObject({ id })
  await expect(eve.client.rooms.join(roomId, secret)).rejects.toMatchObject({ code: 'not_found' })
  expect(await ann.client.rooms.transfer(roomId, bob.id)).toMatchObject({ role: 'moderator' })
  expect(await bob.client.rooms.get(roomId)).toMatchObject({ role: 'owner' })
  expect(platform.logLines.join('\n')).not.toContain(secret)
})

test('[ROLE1] a subscription opens paid rooms, and its end closes the sockets in them', async () => {
  const [owner, billy] = await Promise.all([signUp('Olga'), signUp('Bill')])
  await bill('subscription.started', owner.id)
  const { id: roomId } = await owner.client.rooms.create({ name: 'Lounge', visibility: 'paid' })
  const listed = await billy.client.rooms.list()
  expect(listed.rooms.find(({ id }) => id === roomId)).toMatchObject({ visibility: 'paid', role: null })
  await expect(billy.client.rooms.join(roomId)).rejects.toMatchObject({ code: 'forbidden' })
  await bill('subscription.started', billy.id)
  await billy.client.rooms.join(roomId)
  const connection = billy.client.connect(roomId)
  const [opened, closed] = [reaches(connection, 'open'), reaches(connection, 'closed')]
  connection.open()
  await opened
  await connection.send('hello')
  await bill('subscription.ended', billy.id)
  await closed
  await expect(billy.client.rooms.history(roomId)).rejects.toMatchObject({ code: 'forbidden' })
  expect(await billy.client.rooms.get(roomId)).toMatchObject({ role: 'member' })
  await bill('subscription.started', billy.id)
  expect((await billy.client.rooms.history(roomId)).messages).toMatchObject([{ text: 'hello' }])
})

test('a member owns as many rooms as the plan of the platform says', async () => {
  const { client, id } = await signUp('Ann')
  for (const name of ['one', 'two']) await client.rooms.create({ name })
  await expect(client.rooms.create({ name: 'three' })).rejects.toMatchObject({ code: 'limit_reached' })
  await bill('subscription.started', id)
  expect(await client.rooms.create({ name: 'three' })).toMatchObject({ role: 'owner' })
})
