import { z } from 'zod'

export const SECOND_FACTOR_LIFE_MS = 5 * 60_000

/** What a challenge of kind `second-factor` keeps: the first step of the sign-in. Those from before this was kept had a password. */
export const secondFactorDetail = z.object({ method: z.enum(['password', 'oidc']).default('password') })
