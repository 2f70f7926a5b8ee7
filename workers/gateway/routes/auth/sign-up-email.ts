import { createRoute } from '@hono/zod-openapi'
import { signUpBody } from '#schema/wire/http/auth.ts'
import { createAccount } from '#services/accounts/create-account.ts'
import { requireStrongPassword } from '#services/accounts/require-strong-password.ts'
import { startSignUp } from '#services/accounts/start-sign-up.ts'
import { upgradeGuest } from '#services/accounts/upgrade-guest.ts'
import { hashPassword } from '#services/sessions/hash-password.ts'
import type { Gateway, GatewayContext } from '../../context.ts'
import { findActor } from '../../middleware/find-actor.ts'
import {
  BODY_REFUSALS,
  bodyOf,
  NEXT_STEP_ANSWER,
  refusals,
  SIGNED_IN_ANSWER,
} from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'
import { beginSession } from './hand-out-session.ts'
import { limitAttempts } from './limit-attempts.ts'
import { sendMail } from './send-mail.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/sign-up/email',
  operationId: 'signUpEmail',
  tags: ['auth'],
  summary: 'Make an account',
  description:
    'A code goes to the address; `POST /api/v1/auth/verify-email` with it makes the account and signs in. An address that has an account gets the same answer. Asked by a guest, the guest becomes the member and keeps what they wrote.',
  request: { body: bodyOf(signUpBody) },
  responses: {
    200: SIGNED_IN_ANSWER,
    202: NEXT_STEP_ANSWER,
    ...refusals('conflict', 'weak_password', 'rate_limited', ...BODY_REFUSALS),
  },
})

/** Where nothing has to be verified: never in production. */
async function signUpAtOnce(
  c: GatewayContext,
  body: { name: string; email: string; password: string },
  guestId: string | null,
) {
  const { db, cache } = c.get('platform')
  const { name, email, password } = body
  requireStrongPassword(password, { name, email })
  const passwordHash = await hashPassword(password)
  const person = {
    name,
    email,
    passwordHash,
    isVerified: false,
    requestId: c.get('requestId'),
    now: Date.now(),
  }
  if (guestId === null) return await createAccount(db, person)
  await upgradeGuest({ db, cache }, { ...person, guestId })
  await tellInbox(c, guestId)
  return guestId
}

export const signUpEmail = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const body = c.req.valid('json')
    await limitAttempts(c)
    const { db, environment } = c.get('platform')
    const actor = await findActor(c)
    const guestId = actor?.role === 'guest' ? actor.userId : null
    if (environment.SIGN_UP === 'open') {
      const userId = await signUpAtOnce(c, body, guestId)
      return c.json(await beginSession(c, { userId, method: 'password' }), 200)
    }
    const { challenge, expiresAt, mail } = await startSignUp(db, { ...body, guestId, now: Date.now() })
    sendMail(c, mail)
    return c.json({ next: 'verify-email' as const, challenge, expiresAt }, 202)
  })
