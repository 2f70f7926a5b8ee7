import { createRoute } from '@hono/zod-openapi'
import { ticket as ticketSchema } from '#schema/wire/http/tickets.ts'
import { issueTicket } from '#services/sessions/issue-ticket.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/rooms/{id}/tickets',
  operationId: 'createTicket',
  tags: ['socket'],
  summary: 'Fetch a ticket for a room’s socket',
  description: 'Good for one admission within 30 s. Whether its holder may enter, the room decides.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters },
  responses: {
    200: jsonOf(ticketSchema, 'The ticket and where to use it.'),
    ...refusals('unauthenticated', 'banned', 'forbidden'),
  },
})

function socketUrl(publicOrigin: string, roomId: string): string {
  const url = new URL(`/api/v1/rooms/${roomId}/socket`, publicOrigin)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

export const createTicket = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { environment } = c.get('platform')
    const issued = await issueTicket({
      actor: c.get('actor'),
      roleVersion: c.get('roleVersion'),
      sessionExpiresAt: c.get('sessionExpiresAt'),
      roomId: id,
      now: Date.now(),
      secret: environment.TICKET_SECRET,
    })
    return c.json({ ...issued, url: socketUrl(environment.PUBLIC_ORIGIN, id) }, 200)
  })
