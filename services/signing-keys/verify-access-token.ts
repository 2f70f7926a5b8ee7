import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { ACCESS_TOKEN_ALGORITHM } from './issue-access-token.ts'
import type { PublicJwk } from './signing-key-set.ts'

const claims = z.object({ sub: z.uuid(), sid: z.uuid() })

/** Whom and which session a JWT of ours names; null where it is not ours, for another audience, or expired. */
export async function verifyAccessToken(
  keys: readonly PublicJwk[],
  { token, issuer, now }: { token: string; issuer: string; now: number },
): Promise<{ userId: string; sessionId: string } | null> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: [...keys] }), {
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      issuer,
      audience: issuer,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'iat', 'jti', 'sub'],
      clockTolerance: 0,
    })
    const parsed = claims.safeParse(payload)
    return parsed.success ? { userId: parsed.data.sub, sessionId: parsed.data.sid } : null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
