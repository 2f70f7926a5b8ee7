import type { z } from 'zod'
import type { Issue } from './gateway-refusal.ts'

const MAX_ISSUE_PATH_CHARACTERS = 100

/** Which field is at fault and why, without what was sent: zod's message on an unknown field would quote it. */
export const describeIssue = ({ code, path, message }: z.core.$ZodIssue): Issue => ({
  path: path.join('.').slice(0, MAX_ISSUE_PATH_CHARACTERS),
  message: code === 'unrecognized_keys' ? 'Unknown field.' : message,
})
