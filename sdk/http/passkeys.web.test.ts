import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import {
  type AuthenticationResponse,
  authenticationResponse,
  type CreationOptions,
  type RegistrationResponse,
  type RequestOptions,
  registrationResponse,
} from '#schema/wire/http/passkeys.ts'
import { launchPlatform, type TestPlatform } from '#test/launch-platform.ts'
import { openStage, type Stage } from '#test/web/open-stage.ts'
import { createClient } from '../create-client.ts'

/** Browsers make passkeys for names and not for addresses, so the page is visited by its name. */
const nameOf = (port: number | string) => `http://localhost:${port}`

let platform: TestPlatform
let origin: string
let stage: Stage
let page: Page
let devtools: CDPSession

beforeAll(async () => {
  const overrides = (port: number) => ({ PUBLIC_ORIGIN: nameOf(port) })
  platform = await launchPlatform({
    env: inject('stand').env,
    scriptPath: inject('workerScript'),
    overrides,
  })
  origin = nameOf(new URL(platform.origin).port)
  stage = await openStage(origin)
  const visitor = await stage.visit()
  page = visitor.page
  devtools = await visitor.context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
})

afterAll(async () => {
  await stage?.close()
  await platform?.stop()
})

const connect = () => createClient({ origin, credentials: { kind: 'bearer' } })

async function create(options: CreationOptions): Promise<RegistrationResponse> {
  const answer = await page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      json as PublicKeyCredentialCreationOptionsJSON,
    )
    const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
    return made.toJSON()
  }, options)
  return registrationResponse.parse(answer)
}

async function get(options: RequestOptions): Promise<AuthenticationResponse> {
  const answer = await page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json)
    const signed = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential
    return signed.toJSON()
  }, options)
  return authenticationResponse.parse(answer)
}

it('a browser makes a passkey, signs in with it without a name, and confirms the second factor', async () => {
  const first = connect()
  const email = `passkey-${crypto.randomUUID()}@example.org`
  await first.accounts.signUp({ name: 'Ada', email, password: 'a long enough password' })
  const adding = await first.passkeys.startAdding()
  const response = await create(adding.options)
  expect(await first.passkeys.add(adding, { name: 'Laptop', response })).toMatchObject([
    { name: 'Laptop', lastUsedAt: null },
  ])

  const second = connect()
  const using = await second.passkeys.start()
  const answer = await get(using.options)
  expect(await second.passkeys.signIn(using, answer)).toMatchObject({ name: 'Ada' })
  await expect(connect().passkeys.signIn(using, answer)).rejects.toMatchObject({ code: 'unauthenticated' })

  const confirming = await first.passkeys.start()
  const confirmed = await first.passkeys.check(confirming, await get(confirming.options))
  expect(confirmed).toBeLessThanOrEqual(Date.now())

  const [kept] = await second.passkeys.list()
  await second.passkeys.remove(kept?.id ?? '')
  const late = await second.passkeys.start()
  const lateAnswer = await get(late.options)
  await expect(connect().passkeys.signIn(late, lateAnswer)).rejects.toMatchObject({ code: 'unauthenticated' })
})

it('a browser makes no second passkey on an authenticator that has one', async () => {
  const client = connect()
  const email = `passkey-${crypto.randomUUID()}@example.org`
  await client.accounts.signUp({ name: 'Bea', email, password: 'a long enough password' })
  const adding = await client.passkeys.startAdding()
  await client.passkeys.add(adding, { name: 'Laptop', response: await create(adding.options) })
  const again = await client.passkeys.startAdding()
  await expect(create(again.options)).rejects.toThrow(/InvalidStateError/)
})
