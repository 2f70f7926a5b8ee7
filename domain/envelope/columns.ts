/** The columns that hold envelopes. A ciphertext of one can't be passed off as one of another. */
export const ENVELOPE_COLUMNS = {
  page: 'room.pages.data',
  message: 'messages.ciphertext',
  edited: 'room_events.ciphertext',
} as const
