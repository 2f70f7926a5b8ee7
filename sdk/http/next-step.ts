import type { NextStep } from '#schema/wire/http/auth.ts'
import type { Me } from '#schema/wire/http/me.ts'
import { SentinelError } from '../sentinel-error.ts'

/** Whether the platform asks for one more step before it signs in. */
export const isNextStep = (answer: Me | NextStep): answer is NextStep => 'next' in answer

/** The person who is signed in now. @throws SentinelError `unauthenticated` where one more step is asked for. */
export function requireSignedIn(answer: Me | NextStep): Me {
  if (!isNextStep(answer)) return answer
  throw new SentinelError({ code: 'unauthenticated', message: `One more step is asked for: ${answer.next}.` })
}
