/** Names the WebSocket subprotocol. A change of the frames that its clients can't overlook needs a new one. */
export const PROTOCOL = 'sentinel.v1'

/** The ticket travels as a second offered subprotocol, so that no credential ever stands in a URL. */
export const TICKET_PROTOCOL_PREFIX = 'ticket.'

/** Fixed strings that the platform answers by itself, without waking a hibernated room. */
export const HEARTBEAT_REQUEST = 'ping'
export const HEARTBEAT_RESPONSE = 'pong'

/** Counts the changes of the frames that clients of the same `PROTOCOL` can overlook: added events, fields, codes. */
export const PROTOCOL_REVISION = 4

/** Counts the changes of the HTTP bodies within `/api/v1`, in the same manner. */
export const HTTP_REVISION = 5
