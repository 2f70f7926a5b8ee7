import { z } from '@hono/zod-openapi'
import { ERRORS, type ErrorCode } from '#schema/wire/error-codes.ts'
import { nextStep } from '#schema/wire/http/auth.ts'
import { errorBody } from '#schema/wire/http/error-body.ts'
import { me } from '#schema/wire/http/me.ts'

export const jsonOf = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

/** Named, so that the document tells the one form of refusals once. */
const refusalBody = errorBody.openapi('Refusal')

export const bodyOf = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
})

const EVERYWHERE: readonly ErrorCode[] = [
  'malformed',
  'foreign_origin',
  'csrf_token_required',
  'untrusted_host',
  'internal',
  'unavailable',
]

/** What a body may be refused for besides its fields. */
export const BODY_REFUSALS = ['too_large', 'unsupported_media_type'] as const

type ErrorResponses = Record<number, { description: string; content: Record<string, { schema: z.ZodType }> }>

/** The documented refusals of a route: those that every route may give, and `codes`. */
export function refusals(...codes: ErrorCode[]): ErrorResponses {
  const byStatus = Object.groupBy(new Set([...EVERYWHERE, ...codes]), (code) => ERRORS[code].status)
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [
      status,
      jsonOf(refusalBody, group.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join(' ')),
    ]),
  )
}

/** What signed-in routes declare: either credential will do. */
export const SIGNED_IN = [{ cookie: [] }, { bearer: [] }]

/** The answer that asks for one more step. */
export const NEXT_STEP_ANSWER = jsonOf(nextStep, 'One more step: answer it with the challenge.')

/** The answer that begins a session. */
export const SIGNED_IN_ANSWER = {
  ...jsonOf(me, 'Signed in: a session cookie is set.'),
  headers: z.object({
    'set-auth-token': z.string().describe('The bearer token, for clients that keep no cookies.'),
  }),
}
