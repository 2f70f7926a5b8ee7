import { createRoute } from '@hono/zod-openapi'
import { planOf } from '#domain/plans/plan.ts'
import { createRoomBody, type Room, room } from '#schema/wire/http/rooms.ts'
import { DeadlineError } from '#services/connections/with-deadline.ts'
import { type CreatedRoom, createRoom as registerRoom } from '#services/rooms/create-room.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
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
  description: 'Its creator becomes its owner. Nobody makes a room that is not open to their own role.',
  security: SIGNED_IN,
  middleware: [requireActor(), requireCapability('room.create')] as const,
  request: { body: bodyOf(createRoomBody) },
  responses: {
    201: jsonOf(room, 'The new room.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'limit_reached', ...BODY_REFUSALS),
  },
})

const isOutage = (error: unknown): boolean =>
  error instanceof DeadlineError || (error instanceof GatewayRefusal && error.code === 'unavailable')

const describeRegistered = ({ id, name, visibility, createdAt }: CreatedRoom): Room => ({
  id,
  name,
  visibility,
  createdAt: createdAt.getTime(),
  archivedAt: null,
  role: 'owner',
})

export const createRoom = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const actor = c.get('actor')
    const { db, plans } = c.get('platform')
    const registered = await registerRoom(db, {
      actor,
      body: c.req.valid('json'),
      maxOwnedRooms: planOf(plans, actor.role).maxOwnedRooms,
      requestId: c.get('requestId'),
    })
    // The room stands from here on: an object that does not answer now begins its log when it is next spoken to.
    const created = await askRoom(c, registered.id, (object) => object.describe(actor)).catch(
      (error: unknown) => {
        if (isOutage(error)) return describeRegistered(registered)
        throw error
      },
    )
    return c.json(created, 201)
  })
