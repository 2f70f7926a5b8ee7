/** How far a client's clock may run ahead of the room's. */
export const MAX_CLOCK_SKEW_MS = 60_000
/** A client further behind than this fetches history instead. */
export const MAX_REPLAY_EVENTS = 10_000
/** A replay that nobody reads lies in the memory that all sockets share. */
export const MAX_REPLAY_BYTES = 8 * 1024 * 1024
/** So few events are below it whatever they say. */
export const ALWAYS_LIGHT_EVENTS = 500
/** Pages younger or newer than both are kept; older ones go once the system of record has confirmed them. */
export const RETAIN_EVENTS = MAX_REPLAY_EVENTS
export const RETAIN_MS = 3_600_000
export const TRIM_INTERVAL_MS = 60_000

export const MAX_SOCKETS_PER_USER = 10
/** Over the room and its relays. */
export const MAX_SOCKETS_PER_ROOM = 200_000
/** A socket older than this proves its session anew: a bound on how long a revoked session or a lost role lives on. */
export const MAX_SOCKET_AGE_MS = 30 * 60_000
/** Up to this share of the age is taken off by chance, so that sockets opened together do not end together. */
export const SOCKET_AGE_JITTER = 0.2
export const TICKET_SWEEP_INTERVAL_MS = 10_000
export const HELLO_TIMEOUT_MS = 30_000
export const MAX_BAD_FRAMES_PER_MINUTE = 60
/** Refusals for speed, as a multiple of the burst, after which a socket is closed. */
export const MAX_REFUSED_BURSTS_PER_MINUTE = 40
export const ABUSE_WINDOW_MS = 60_000
/** Invitations of a room that can still be used. */
export const MAX_USABLE_INVITATIONS = 100
/** Changes of a room and its members, per user: each is an event for everyone, and stays. */
export const CHANGE_LIMITS = { messagesPerSecond: 0.2, messageBurst: 20 }
/** Events per user, answered or not: well above the rate of messages, so that only who floods is closed for it. */
export const EVENTS_PER_MESSAGE = 4
export const SPARE_EVENTS_PER_SECOND = 640
export const SPARE_EVENT_BURST = 4096
export const COME_BACK_MS = 5_000

/** UTF-16 code units of one flush: at most 3 bytes each, so a page stays below the row limit of 2 MB. */
export const MAX_PAGE_CHARACTERS = 512 * 1024
export const MAX_QUEUED_CHARACTERS = 8 * 1024 * 1024
export const MAX_REPLAY_FRAME_CHARACTERS = 60_000

/** More events go to the outbox at once, and less of it falls between two messages of a quiet talk. */
export const PUBLISH_DELAY_MS = 250
export const PUBLISH_BATCH_EVENTS = 500
export const PUBLISH_BUDGET_MS = 10_000
export const MAX_PUBLISH_BACKOFF_MS = 10_000

export const RULES_MAX_AGE_MS = 60_000
export const UNAVAILABLE_RETRY_MS = 1_000
export const MAX_REMEMBERED_IDS = 65_536
export const KEY_MAX_AGE_MS = 30 * 24 * 3_600_000
/** Searches for a repeated operation, per user. */
export const LOOKUP_LIMITS = { messagesPerSecond: 100, messageBurst: 512 }

/** A room whose last flush carried this many events, this short a time ago, is busy. */
export const BUSY_FLUSH_EVENTS = 24
export const BUSY_FLUSH_AGE_MS = 200
/** How long the publisher of a busy room rests, as a multiple of what its last batch took. */
export const PUBLISH_REST_FACTOR = 6
export const MAX_PUBLISH_REST_MS = 2_000

/** A room with more sockets tells only numbers of who is there and who writes. */
export const PRESENCE_DETAIL_SOCKETS = 200
export const PRESENCE_INTERVAL_MS = 1_000
export const HUGE_PRESENCE_INTERVAL_MS = 5_000
export const TYPING_INTERVAL_MS = 500
export const TYPING_LASTS_MS = 6_000
export const MAX_TYPISTS_NAMED = 5
export const CURSOR_INTERVAL_MS = 1_000
/** How soon, at the latest, cursors go to the system of record, and how many at once. */
export const CURSOR_SAVE_INTERVAL_MS = 10_000
export const CURSORS_PER_SAVE = 500
/** Typing, presence, cursors and focus, per user. */
export const SIGNAL_LIMITS = { messagesPerSecond: 10, messageBurst: 40 }
/** Events that are replayed, per user: enough for every device of theirs to come back at once. */
export const REPLAY_LIMITS = { messagesPerSecond: 500, messageBurst: 100_000 }
/** Failures in a row after which people are told that recording is delayed. */
export const PUBLISH_FAILURES_TOLD = 3
