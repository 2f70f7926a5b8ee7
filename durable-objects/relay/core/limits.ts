export const HELLO_TIMEOUT_MS = 30_000
/** Frames of one client that the room has not answered. */
export const MAX_FRAMES_UNDER_WAY = 64
export const COME_BACK_MS = 5_000
export const MAX_REPLAY_FRAME_CHARACTERS = 60_000
export const REPORT_INTERVAL_MS = 5_000
export const KEEP_HEAD_INTERVAL_MS = 2_000
