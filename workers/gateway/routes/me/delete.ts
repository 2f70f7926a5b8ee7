import { createRoute } from '@hono/zod-openapi'
import { deleteCookie } from 'hono/cookie'
import { deleteMeBody } from '#schema/wire/http/me.ts'
import { confirmDeletion } from '#services/erasure/confirm-deletion.ts'
import { deleteAccount } from '#services/erasure/delete-account.ts'
import type { Gateway } from '../../context.ts'
import { eraseAtOnce } from '../../erasure/erase-at-once.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { BODY_REFUSALS, bodyOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { sessionCookieName } from '../../session-cookie.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'
import { limitAttempts } from '../auth/limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/delete',
  operationId: 'deleteMe',
  tags: ['me'],
  summary: 'Delete my account',
  description:
    'For good: nobody can read what you wrote any more. Who has a password gives it; who has none must have signed in within the last ten minutes, except guests. The last administrator gets `conflict`.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true })] as const,
  request: { body: bodyOf(deleteMeBody) },
  responses: {
    204: { description: 'Deleted. Rooms follow within a minute.' },
    ...refusals(
      'unauthenticated',
      'banned',
      'forbidden',
      'not_found',
      'conflict',
      'rate_limited',
      ...BODY_REFUSALS,
    ),
  },
})

export const deleteMe = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { password } = c.req.valid('json')
    const { userId, sessionId } = c.get('actor')
    const { db, cache, environment, throttle } = c.get('platform')
    await limitAttempts(c)
    const now = Date.now()
    const retryAfterMs = await throttle.take(`delete:${userId}`, now)
    if (retryAfterMs > 0) throw new GatewayRefusal('rate_limited', { retryAfterMs })
    await confirmDeletion(db, { userId, sessionId, password, now })
    await deleteAccount({ db, cache }, { userId, actorId: userId, requestId: c.get('requestId'), now })
    await tellInbox(c, userId)
    await eraseAtOnce(c, userId)
    deleteCookie(c, sessionCookieName(environment), {
      path: '/',
      secure: environment.ENVIRONMENT === 'production',
    })
    return c.body(null, 204)
  })
