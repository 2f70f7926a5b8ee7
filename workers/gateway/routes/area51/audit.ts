import { createRoute } from '@hono/zod-openapi'
import { auditDetail, auditPage, auditQuery } from '#schema/wire/http/security.ts'
import { listEntries } from '#services/audit/list-entries.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireCapability } from '../../middleware/require-capability.ts'
import { requireSecondFactor } from '../../middleware/require-second-factor.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const AREA_51_MAX_AGE_MS = 10 * 60_000

const route = createRoute({
  method: 'get',
  path: '/api/v1/area51/audit',
  operationId: 'readAudit',
  tags: ['area 51'],
  summary: 'The audit trail',
  description: 'For administrators whose second factor was checked within ten minutes.',
  security: SIGNED_IN,
  middleware: [
    requireActor({ requireRecord: true }),
    requireCapability('area51.enter'),
    requireSecondFactor({ maxAgeMs: AREA_51_MAX_AGE_MS }),
  ] as const,
  request: { query: auditQuery },
  responses: {
    200: jsonOf(auditPage, 'The newest first.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'second_factor_required'),
  },
})

export const readAudit = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { entries, nextCursor } = await listEntries(c.get('platform').db, c.req.valid('query'))
    const shown = entries.map(
      ({ id, createdAt, actorId, action, targetType, targetId, detail, requestId }) => ({
        ...{ id, actorId, action, targetType, targetId, requestId, at: createdAt.getTime() },
        detail: auditDetail.parse(detail),
      }),
    )
    return c.json({ entries: shown, nextCursor }, 200)
  })
