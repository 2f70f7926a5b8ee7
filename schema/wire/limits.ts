/** Hard bounds of the wire; what a role may use of them is policy and stands in `domain`. */
export const MAX_FRAME_BYTES = 64 * 1024
export const MAX_EVENTS_PER_FRAME = 64
export const MAX_TEXT_CHARACTERS = 4000
export const MAX_NAME_CHARACTERS = 80
export const MAX_PAGE_ITEMS = 100
export const DEFAULT_PAGE_ITEMS = 50
