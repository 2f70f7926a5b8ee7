import { z } from 'zod'
import { providerId } from '#schema/wire/http/oidc.ts'

const id = z.uuid().toLowerCase()

/** Lower-cased, for the room's object is found by this very string. */
export const roomParameters = z.object({ id })
export const invitationParameters = z.object({ id, invitationId: id })
export const personParameters = z.object({ userId: id })
export const sessionParameters = z.object({ sessionId: id })
export const memberParameters = z.object({ id, userId: id })
export const providerParameters = z.object({ provider: providerId })
export const passkeyParameters = z.object({ passkeyId: id })
