import { z } from 'zod'

const id = z.uuid().toLowerCase()

/** Lower-cased, for the room's object is found by this very string. */
export const roomParameters = z.object({ id })
export const invitationParameters = z.object({ id, invitationId: id })
export const personParameters = z.object({ userId: id })
export const sessionParameters = z.object({ sessionId: id })
export const memberParameters = z.object({ id, userId: id })
export const passkeyParameters = z.object({ passkeyId: id })
