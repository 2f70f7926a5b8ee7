import { RELAY_HEADER } from '#durable-objects/relay/contract.ts'
import { ADMISSION_HEADER, REGION_HEADER } from '#durable-objects/room/contract.ts'
import { encodeHeader } from '#durable-objects/sockets/header.ts'
import { PROTOCOL, TICKET_PROTOCOL_PREFIX } from '#schema/wire/protocol-version.ts'
import { verifyTicket } from '#services/sessions/verify-ticket.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { refusals } from '../../openapi/responses.ts'
import { findRoom, reachRoom } from '../../rooms/ask-room.ts'
import { computeRegion } from '../../rooms/compute-region.ts'
import { openAtRelay } from '../../rooms/open-at-relay.ts'

const MAX_PROTOCOLS_CHARACTERS = 4096

/** The ticket, when exactly our protocol and one ticket are offered. */
function parseProtocols(header: string | undefined): string | null {
  if (header === undefined || header.length > MAX_PROTOCOLS_CHARACTERS) return null
  const offered = header.split(',').map((protocol) => protocol.trim())
  const [first, second = ''] = offered
  const isOurs = offered.length === 2 && first === PROTOCOL && second.startsWith(TICKET_PROTOCOL_PREFIX)
  return isOurs ? second.slice(TICKET_PROTOCOL_PREFIX.length) : null
}

/** Opens a room's socket. The Origin was checked before; what reaches the room is made here, not copied. */
export function openSocket(app: Gateway): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/api/v1/rooms/{id}/socket',
    operationId: 'openSocket',
    tags: ['socket'],
    summary: 'Open a room’s socket',
    description: `Offer the subprotocols \`${PROTOCOL}\` and \`${TICKET_PROTOCOL_PREFIX}<ticket>\`, in this order.`,
    request: { params: roomParameters },
    responses: {
      101: { description: `A socket that speaks \`${PROTOCOL}\`.` },
      ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found', 'upgrade_required'),
    },
  })
  app.get('/api/v1/rooms/:id/socket', async (c) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') throw new GatewayRefusal('upgrade_required')
    const parameters = roomParameters.safeParse(c.req.param())
    if (!parameters.success) throw new GatewayRefusal('malformed')
    const ticket = parseProtocols(c.req.header('sec-websocket-protocol'))
    if (ticket === null) throw new GatewayRefusal('upgrade_required')
    const { TICKET_SECRET: secret } = c.get('platform').environment
    const claims = await verifyTicket({ ticket, roomId: parameters.data.id, now: Date.now(), secret })
    if (!claims) throw new GatewayRefusal('unauthenticated')
    const region = computeRegion(c.req.raw)
    const headers = new Headers({
      upgrade: 'websocket',
      'sec-websocket-protocol': PROTOCOL,
      'x-request-id': c.get('requestId'),
      [REGION_HEADER]: region,
      [ADMISSION_HEADER]: encodeHeader(claims),
    })
    const admission = new Request(`https://room/${claims.roomId}/socket`, { headers })
    const response = await reachRoom(c, findRoom(c, claims.roomId).fetch(admission))
    return response.headers.has(RELAY_HEADER) ? await openAtRelay(c, response) : response
  })
}
