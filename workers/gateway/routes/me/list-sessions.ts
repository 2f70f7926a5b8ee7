import { createRoute } from '@hono/zod-openapi'
import { sessionList } from '#schema/wire/http/auth.ts'
import { listSessions } from '#services/sessions/list-sessions.ts'
import { computeNetwork } from '../../compute-network.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/me/sessions',
  operationId: 'listMySessions',
  tags: ['me'],
  summary: 'Where I am signed in',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  responses: { 200: jsonOf(sessionList, 'The newest first.'), ...refusals('unauthenticated', 'banned') },
})

export const listMySessions = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { userId, sessionId } = c.get('actor')
    const rows = await listSessions(c.get('platform').db, { userId, now: Date.now() })
    const sessions = rows.map(({ id, createdAt, lastSeenAt, method, userAgent, address }) => ({
      ...{ id, method, userAgent, createdAt: createdAt.getTime() },
      lastSeenAt: lastSeenAt?.getTime() ?? null,
      network: address === null ? null : computeNetwork(address),
      isCurrent: id === sessionId,
    }))
    return c.json({ sessions }, 200)
  })
