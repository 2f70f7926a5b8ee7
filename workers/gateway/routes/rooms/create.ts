import { createRoute } from '@hono/zod-openapi'
import { createRoomBody, room } from '#schema/wire/http/rooms.ts'
import { createRoom as registerRoom } from '#services/rooms/create-room.ts'
import { projectMembership } from '#services/rooms/project-membership.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireCapability } from '../../middleware/require-capability.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/rooms',
  operationId: 'createRoom',
  tags: ['rooms'],
  summary: 'Create a room',
  description: 'Its creator becomes its owner.',
  security: SIGNED_IN,
  middleware: [requireActor(), requireCapability('room.create')] as const,
  request: { body: bodyOf(createRoomBody) },
  responses: {
    201: jsonOf(room, 'The new room.'),
    ...refusals('unauthenticated', 'forbidden', ...BODY_REFUSALS),
  },
})

export const createRoom = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const actor = c.get('actor')
    const { db } = c.get('platform')
    const { id } = await registerRoom(db, { actor, body: c.req.valid('json'), requestId: c.get('requestId') })
    const created = await askRoom(c, id, (object) => object.describe(actor))
    await projectMembership(db, {
      roomId: id,
      userId: actor.userId,
      change: 'joined',
      role: 'owner',
      seenSeq: null,
    })
    return c.json(created, 201)
  })
