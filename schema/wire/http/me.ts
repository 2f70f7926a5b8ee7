import * as z from 'zod'
import { userId } from '../ids.ts'
import { displayName } from '../text.ts'
import { MAX_PASSWORD_CHARACTERS } from './auth.ts'

export const platformRole = z.enum(['guest', 'member', 'paid-member', 'moderator', 'administrator'])
export type PlatformRole = z.infer<typeof platformRole>

export const me = z.object({ id: userId, name: z.string(), role: platformRole })
export type Me = z.infer<typeof me>

export const renameMeBody = z.strictObject({ name: displayName })

/** The password where the account has one. */
export const deleteMeBody = z.strictObject({
  password: z.string().min(1).max(MAX_PASSWORD_CHARACTERS).optional(),
})
