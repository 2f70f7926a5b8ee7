import * as z from 'zod'
import { isLegalText } from '../text.ts'
import { platformRole } from './me.ts'

export const changeRoleBody = z.strictObject({ role: platformRole })

const MAX_BAN_SECONDS = 10 * 366 * 86_400

/** `seconds` null: for good. The reason is for the audit trail. */
export const banBody = z.strictObject({
  seconds: z.int().min(60).max(MAX_BAN_SECONDS).nullable(),
  reason: z.string().trim().min(1).max(500).refine(isLegalText, 'must be well-formed Unicode without NUL'),
})
export type Ban = z.infer<typeof banBody>
