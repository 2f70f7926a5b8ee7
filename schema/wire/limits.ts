/** Hard bounds of the wire; what a role may use of them is policy and stands in `domain`. */
export const MAX_FRAME_BYTES = 64 * 1024
export const MAX_EVENTS_PER_FRAME = 64
export const MAX_TEXT_CHARACTERS = 8000
export const MAX_NAME_CHARACTERS = 80
export const MAX_PAGE_ITEMS = 100
export const DEFAULT_PAGE_ITEMS = 50
export const MAX_TOPIC_CHARACTERS = 250
export const MAX_MENTIONS = 20
/** An emoji with its modifiers and joiners. */
export const MAX_EMOJI_CHARACTERS = 32
/** Different emoji on one message. */
export const MAX_REACTIONS_PER_MESSAGE = 30
/** People whom a list of reactions names for each emoji; all of them are counted. */
export const MAX_REACTORS_LISTED = 50
export const MAX_PINS = 50
