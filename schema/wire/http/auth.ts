import * as z from 'zod'
import { displayName } from '../text.ts'

const email = z.email().max(254)

export const MIN_PASSWORD_CHARACTERS = 10
export const MAX_PASSWORD_CHARACTERS = 128

const password = z.string().min(MIN_PASSWORD_CHARACTERS).max(MAX_PASSWORD_CHARACTERS)

export const signUpBody = z.strictObject({ name: displayName, email, password })
export const signInBody = z.strictObject({ email, password: z.string().min(1).max(MAX_PASSWORD_CHARACTERS) })
export const guestBody = z.strictObject({ name: displayName.optional() })
