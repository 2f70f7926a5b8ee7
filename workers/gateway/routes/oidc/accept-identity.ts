import { issueChallenge } from '#services/challenges/issue-challenge.ts'
import { createPerson } from '#services/oidc/create-person.ts'
import { findIdentity, type Identity } from '#services/oidc/find-identity.ts'
import type { FinishedFlow } from '#services/oidc/finish-flow.ts'
import type { FlowLink } from '#services/oidc/flow-detail.ts'
import { linkIdentity } from '#services/oidc/link-identity.ts'
import { accountProviderOf, type OidcProvider } from '#services/oidc/provider.ts'
import { hasSecondFactor } from '#services/second-factors/find-second-factor.ts'
import type { GatewayContext } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { findPresentedSession } from '../../middleware/find-actor.ts'
import { beginSession } from '../auth/hand-out-session.ts'
import { SECOND_FACTOR_LIFE_MS } from '../auth/second-factor-challenge.ts'

const HOME = '/'

/** The session that asked must be the one that comes back: whoever signed out meanwhile has nothing linked. */
async function link(c: GatewayContext, identity: Identity, { userId, sessionId }: FlowLink): Promise<string> {
  const found = await findPresentedSession(c, { requireRecord: true })
  if (found?.session.sessionId !== sessionId || found.session.userId !== userId)
    throw new GatewayRefusal('unauthenticated')
  const now = Date.now()
  const { bannedUntil } = found.session
  if (bannedUntil !== null && bannedUntil > now) throw new GatewayRefusal('banned')
  await linkIdentity(c.get('platform').db, { identity, userId, requestId: c.get('requestId'), now })
  return HOME
}

/** Signs the person in, or asks for their second factor. @returns where the browser goes. */
async function signIn(c: GatewayContext, userId: string): Promise<string> {
  const { db } = c.get('platform')
  if (await hasSecondFactor(db, userId)) {
    const { challenge } = await issueChallenge(db, {
      kind: 'second-factor',
      userId,
      detail: { method: 'oidc' },
      now: Date.now(),
      lifeMs: SECOND_FACTOR_LIFE_MS,
    })
    // A fragment stays in the browser, and without a code the challenge opens nothing.
    return `${HOME}#second-factor=${challenge}`
  }
  await beginSession(c, { userId, method: 'oidc' })
  // A browser on its way to a page keeps the cookie; the header is for clients that read it.
  c.header('set-auth-token', undefined)
  return HOME
}

/** What follows from an identity that a provider has shown. @returns where the browser goes. */
export async function acceptIdentity(
  c: GatewayContext,
  provider: OidcProvider,
  { link: asked, subject, readProfile }: FinishedFlow,
): Promise<string> {
  const { db } = c.get('platform')
  const identity = { accountProvider: accountProviderOf(provider), subject }
  if (asked) return await link(c, identity, asked)
  const known = await findIdentity(db, identity)
  if (known !== null) return await signIn(c, known)
  const profile = await readProfile()
  const request = { identity, profile, requestId: c.get('requestId'), now: Date.now() }
  return await signIn(c, await createPerson(db, request))
}
