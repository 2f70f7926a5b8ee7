import type { z } from 'zod'
import { ERRORS, type ErrorCode } from '#schema/wire/error-codes.ts'
import { errorBody } from '#schema/wire/http/error-body.ts'

export const jsonOf = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

export const bodyOf = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
})

const EVERYWHERE: readonly ErrorCode[] = [
  'malformed',
  'foreign_origin',
  'untrusted_host',
  'internal',
  'unavailable',
]

type ErrorResponses = Record<number, { description: string; content: Record<string, { schema: z.ZodType }> }>

/** The documented refusals of a route: those that every route may give, and `codes`. */
export function refusals(...codes: ErrorCode[]): ErrorResponses {
  const byStatus = Object.groupBy(new Set([...EVERYWHERE, ...codes]), (code) => ERRORS[code].status)
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [
      status,
      jsonOf(errorBody, group.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join(' ')),
    ]),
  )
}

/** What signed-in routes declare: either credential will do. */
export const SIGNED_IN = [{ cookie: [] }, { bearer: [] }]
