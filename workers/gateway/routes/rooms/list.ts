import { createRoute } from '@hono/zod-openapi'
import { listRoomsQuery, roomList } from '#schema/wire/http/rooms.ts'
import { listRooms as selectRooms } from '#services/rooms/list-rooms.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireCapability } from '../../middleware/require-capability.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/rooms',
  operationId: 'listRooms',
  tags: ['rooms'],
  summary: 'List rooms, newest first',
  description:
    '`all`: the rooms open to people of your role, those offered to them, and those you are in. `joined`: those you are in.',
  security: SIGNED_IN,
  middleware: [requireActor(), requireCapability('room.list')] as const,
  request: { query: listRoomsQuery },
  responses: { 200: jsonOf(roomList, 'One page.'), ...refusals('unauthenticated', 'banned', 'forbidden') },
})

export const listRooms = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const page = await selectRooms(c.get('platform').db, { viewer: c.get('actor'), ...c.req.valid('query') })
    return c.json(page, 200)
  })
