import * as z from 'zod'

type ErrorRule = { status: number; retryable: boolean; message: string }

/** The closed list of errors, the same over HTTP and over the socket. */
export const ERRORS = {
  malformed: { status: 400, retryable: false, message: 'The input is not of the documented form.' },
  unauthenticated: { status: 401, retryable: false, message: 'Sign in first.' },
  forbidden: { status: 403, retryable: false, message: 'You may not do that.' },
  second_factor_required: {
    status: 403,
    retryable: false,
    message: 'Confirm your second factor first, then ask again.',
  },
  banned: { status: 403, retryable: false, message: 'This account is banned.' },
  foreign_origin: { status: 403, retryable: false, message: 'Requests from that origin are not accepted.' },
  csrf_token_required: {
    status: 403,
    retryable: false,
    message: 'Send the CSRF token of your session.',
  },
  untrusted_host: { status: 421, retryable: false, message: 'This host name is not served here.' },
  not_found: { status: 404, retryable: false, message: 'There is no such thing, or it is not for you.' },
  method_not_allowed: { status: 405, retryable: false, message: 'That method is not offered here.' },
  conflict: { status: 409, retryable: false, message: 'The present state does not allow that.' },
  archived: { status: 409, retryable: false, message: 'The room is archived.' },
  too_large: { status: 413, retryable: false, message: 'The input is too large.' },
  unsupported_media_type: { status: 415, retryable: false, message: 'Send JSON.' },
  upgrade_required: { status: 426, retryable: false, message: 'Open a WebSocket with a supported protocol.' },
  filtered: { status: 422, retryable: false, message: 'The word filter of this room refused the text.' },
  clock_ahead: {
    status: 422,
    retryable: false,
    message: "The client id's time is ahead of the room's clock.",
  },
  weak_password: {
    status: 422,
    retryable: false,
    message: 'Choose another password: this one is easy to guess.',
  },
  limit_reached: {
    status: 409,
    retryable: false,
    message: 'Your account has as many of these as it may have.',
  },
  hello_required: { status: 400, retryable: false, message: 'The first event of a socket must be hello.' },
  rate_limited: { status: 429, retryable: true, message: 'Too fast: wait and send again.' },
  unavailable: { status: 503, retryable: true, message: 'A part of the platform is down: try again later.' },
  internal: { status: 500, retryable: true, message: 'Something went wrong on our side.' },
} as const satisfies Record<string, ErrorRule>

export type ErrorCode = keyof typeof ERRORS
export const errorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]])
