/** 4000 to 4499: come back, after the delay that the reason names. 4500 to 4999: do not. */
export const CLOSE = {
  /** The room moves or restarts; the reason is `retry_after_ms=<n>`. */
  restarting: 4000,
  /** The session behind the socket expired or its ticket aged out: fetch a new ticket. */
  sessionExpired: 4001,
  /** The client sends faster than its socket may. */
  flooding: 4002,
  /** The client did not say hello in time, or did not read. */
  idle: 4003,
  /** Frames that no client of ours produces. */
  protocolViolation: 4500,
  /** The ticket was used before, or is for another room. */
  ticketRefused: 4501,
  /** No longer a member of the room. */
  membershipEnded: 4502,
  /** The session was revoked. */
  sessionRevoked: 4503,
  /** The room is archived. */
  archived: 4504,
  /** The account is banned. */
  banned: 4505,
} as const

/** True when a client may reconnect after this close code; platform codes below 4000 are network loss. */
export const isReconnectable = (code: number): boolean => code < 4500
