import type { Redis } from '#services/connections/redis.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { describeRequest, importServiceKey, SCHEME } from './sign-request.ts'

const HEADER = new RegExp(`^${SCHEME} t=(\\d{1,12}),n=([A-Za-z0-9_-]{22}),s=([A-Za-z0-9_-]{43})$`)
const MAX_SKEW_SECONDS = 60
/** Longer than a signature is good for, whichever clock is ahead. */
const NONCE_LIFE_SECONDS = 3 * MAX_SKEW_SECONDS

export type VerifyRequestInput = {
  method: string
  path: string
  body: string
  authorization: string | undefined
  now: number
}

/**
 * Lets a request through that another service of ours has signed with one of the two active secrets, once.
 * @throws Refusal `unauthenticated`, or `unavailable` while it can't be told whether it came before.
 */
export async function verifyRequest(
  { redis, secrets }: { redis: Redis; secrets: readonly string[] },
  { authorization = '', now, ...request }: VerifyRequestInput,
): Promise<void> {
  const [, time, nonce, signature] = HEADER.exec(authorization) ?? []
  if (time === undefined || nonce === undefined || signature === undefined)
    throw new Refusal('unauthenticated')
  if (Math.abs(Number(time) - now / 1000) > MAX_SKEW_SECONDS) throw new Refusal('unauthenticated')
  const described = await describeRequest({ ...request, time: Number(time), nonce })
  const bytes = new Uint8Array(Buffer.from(signature, 'base64url'))
  const checks = await Promise.all(
    secrets.map(async (secret) =>
      crypto.subtle.verify('HMAC', await importServiceKey(secret, 'verify'), bytes, described),
    ),
  )
  if (!checks.includes(true)) throw new Refusal('unauthenticated')
  const isNew = await redis
    .set(`nonce:${nonce}`, 1, { nx: true, ex: NONCE_LIFE_SECONDS })
    .catch(() => undefined)
  if (isNew === undefined) throw new Refusal('unavailable')
  if (isNew === null) throw new Refusal('unauthenticated')
}
