import * as z from 'zod'
import { type ClientEvent, clientEvent } from '#schema/wire/client/frame.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { MAX_EVENTS_PER_FRAME } from '#schema/wire/limits.ts'
import {
  HEARTBEAT_REQUEST,
  HEARTBEAT_RESPONSE,
  PROTOCOL,
  PROTOCOL_REVISION,
  TICKET_PROTOCOL_PREFIX,
} from '#schema/wire/protocol-version.ts'
import { type ServerEvent, serverEvent } from '#schema/wire/server/frame.ts'
import { listEvents, type NamedSchema } from './list-events.ts'

const CLIENT: Record<ClientEvent['type'], string> = {
  hello: 'Opens the conversation with the last position held.',
  send: 'Says a message.',
  edit: 'Replaces the text of a message of one’s own.',
  delete: 'Deletes a message.',
  react: 'Sets or takes back a reaction.',
  pin: 'Pins a message, or takes the pin away.',
  typing: 'The person writes, or has stopped.',
  presence: 'What others see of the person.',
  cursor: 'How far this device has received and the person has read.',
  focus: 'Puts the room in the background, or back in front.',
}

const SERVER: Record<ServerEvent['type'], string> = {
  welcome: 'Answers hello, and says what follows: a replay, or that there can be none.',
  resumed: 'Answers the return of a room to the front.',
  ack: 'The operation is durable in the room.',
  error: 'Refuses an operation, or a frame.',
  message: 'Log: a message.',
  edited: 'Log: a message has a new text.',
  deleted: 'Log: a message is gone.',
  reaction: 'Log: a reaction was set or taken back.',
  pin: 'Log: a message was pinned, or its pin taken away.',
  membership: 'Log: someone came, went, was removed or has another role.',
  moderation: 'Log: a member was muted, or may speak again.',
  room: 'Log: the room was created, renamed, has another topic or was archived.',
  typing: 'Live: who writes.',
  presence: 'Live: who is there.',
  receipts: 'Live: how far others have received and read.',
  head: 'Live, in the background: how far the log has grown.',
  mention: 'Live, in the background: a message that names the person.',
  notice: 'Live: something for people to know.',
  reconnect: 'Live: open a new socket within a time.',
}

type Side = 'client' | 'server'
const refTo = (path: string) => ({ $ref: `#/${path}` })
const nameOf = (side: Side, type: string) => `${side}.${type}`

function describeEvents(side: Side, events: readonly NamedSchema[], summaries: Record<string, string>) {
  return Object.fromEntries(
    events.map(({ type, schema }) => {
      const { $schema: _, ...described } = z.toJSONSchema(schema, {
        target: 'draft-7',
        io: side === 'client' ? 'input' : 'output',
      })
      return [nameOf(side, type), { title: type, description: summaries[type] ?? '', ...described }]
    }),
  )
}

const frameOf = (side: Side, events: readonly NamedSchema[], limits: object) => ({
  name: `${side}Frame`,
  title: side === 'client' ? 'A frame of the client' : 'A frame of the room',
  contentType: 'application/json',
  payload: {
    type: 'array',
    ...limits,
    items: { oneOf: events.map(({ type }) => refTo(`components/schemas/${nameOf(side, type)}`)) },
  },
})

const heartbeatOf = (name: string, text: string) => ({
  name,
  title: name,
  summary: 'Keeps the connection alive; not JSON.',
  contentType: 'text/plain',
  payload: { type: 'string', const: text },
})

/** The socket as an AsyncAPI 3 document, from the schemas that also check its frames. `host`: where the platform is served. */
export function describeSocket(host: string, isSecure: boolean) {
  const clientEvents = listEvents(clientEvent)
  const serverEvents = listEvents(serverEvent)
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Sentinel Chat',
      version: `1.${PROTOCOL_REVISION}.0`,
      description: `The socket of a room, subprotocol \`${PROTOCOL}\`, revision ${PROTOCOL_REVISION}. A ticket from the HTTP API opens it, as a second offered subprotocol \`${TICKET_PROTOCOL_PREFIX}<ticket>\`. Close codes: ${describeCloseCodes()}.`,
    },
    defaultContentType: 'application/json',
    servers: { platform: { host, protocol: isSecure ? 'wss' : 'ws' } },
    channels: {
      room: {
        address: '/api/v1/rooms/{roomId}/socket',
        parameters: { roomId: { description: 'The UUID of the room.' } },
        messages: {
          clientFrame: refTo('components/messages/clientFrame'),
          serverFrame: refTo('components/messages/serverFrame'),
          ping: refTo('components/messages/ping'),
          pong: refTo('components/messages/pong'),
        },
        bindings: {
          ws: {
            method: 'GET',
            headers: {
              type: 'object',
              required: ['sec-websocket-protocol'],
              properties: {
                'sec-websocket-protocol': {
                  type: 'string',
                  description: `\`${PROTOCOL}, ${TICKET_PROTOCOL_PREFIX}<ticket>\``,
                },
              },
            },
          },
        },
      },
    },
    operations: {
      receiveFrame: {
        action: 'receive',
        channel: refTo('channels/room'),
        summary: 'The room takes what clients say.',
        messages: [refTo('channels/room/messages/clientFrame'), refTo('channels/room/messages/ping')],
      },
      sendFrame: {
        action: 'send',
        channel: refTo('channels/room'),
        summary: 'The room tells clients what happens.',
        messages: [refTo('channels/room/messages/serverFrame'), refTo('channels/room/messages/pong')],
      },
    },
    components: {
      messages: {
        clientFrame: frameOf('client', clientEvents, { minItems: 1, maxItems: MAX_EVENTS_PER_FRAME }),
        serverFrame: frameOf('server', serverEvents, {}),
        ping: heartbeatOf('ping', HEARTBEAT_REQUEST),
        pong: heartbeatOf('pong', HEARTBEAT_RESPONSE),
      },
      schemas: {
        ...describeEvents('client', clientEvents, CLIENT),
        ...describeEvents('server', serverEvents, SERVER),
      },
    },
  }
}

const describeCloseCodes = () =>
  Object.entries(CLOSE)
    .map(([name, code]) => `${code} ${name}`)
    .join(', ')
