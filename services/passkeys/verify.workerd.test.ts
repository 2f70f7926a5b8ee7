import { expect, test } from 'vitest'
import { SoftwareAuthenticator } from '#test/passkeys/software-authenticator.ts'
import { createRelyingParty, toUserHandle } from './relying-party.ts'
import { verifyAuthentication } from './verify-authentication.ts'
import { verifyRegistration } from './verify-registration.ts'

const relyingParty = createRelyingParty('https://chat.example.com')
const userId = '0198c5b0-0000-7000-8000-000000000001'
const challenge = Buffer.alloc(32, 7).toString('base64url')
const CREATION = {
  challenge,
  rp: relyingParty,
  user: { id: toUserHandle(userId), name: 'Ann', displayName: 'Ann' },
  pubKeyCredParams: [],
  timeout: 1,
  excludeCredentials: [],
  authenticatorSelection: {
    residentKey: 'required',
    requireResidentKey: true,
    userVerification: 'required',
  },
  attestation: 'none',
} as const

test('a passkey is made and used in the runtime of production', async () => {
  const authenticator = await SoftwareAuthenticator.create(relyingParty.origin, { counter: 1 })
  const creation = { ...CREATION, pubKeyCredParams: [], excludeCredentials: [] }
  const made = await verifyRegistration(await authenticator.register(creation), { challenge, relyingParty })
  expect(made).toMatchObject({ credentialId: authenticator.credentialId, counter: 1 })
  const { credentialId, publicKey } = made ?? { credentialId: '', publicKey: new Uint8Array() }
  const asked = { challenge, rpId: relyingParty.id, timeout: 1, userVerification: 'required' } as const
  const known = { userId, credentialId, publicKey }
  const answer = await authenticator.sign(asked)
  expect(await verifyAuthentication(answer, { challenge, relyingParty, known })).toMatchObject({ counter: 2 })
  const foreign = await authenticator.sign(asked, { origin: 'https://chat.example.org' })
  expect(await verifyAuthentication(foreign, { challenge, relyingParty, known })).toBeNull()
})
