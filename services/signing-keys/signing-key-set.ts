import { and, asc, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { signingKeys } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

const okp = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() })
export type PublicJwk = z.infer<typeof okp> & { kid: string; alg: 'EdDSA'; use: 'sig' }

export type PublishedKey = {
  jwk: PublicJwk
  signsFrom: number
  signsUntil: number
  sealed: Uint8Array
  masterKeyVersion: number
}

/** The keys that are published now, in the order in which they sign. */
export async function listPublishedKeys(db: Postgres, now: number): Promise<PublishedKey[]> {
  const rows = await db
    .select()
    .from(signingKeys)
    .where(and(gt(signingKeys.publishedUntil, new Date(now)), isNull(signingKeys.deletedAt)))
    .orderBy(asc(signingKeys.signsFrom), asc(signingKeys.id))
  return rows.map(({ id, publicJwk, signsFrom, signsUntil, sealedPrivateKey, masterKeyVersion }) => ({
    jwk: { ...okp.parse(publicJwk), kid: id, alg: 'EdDSA', use: 'sig' },
    signsFrom: signsFrom.getTime(),
    signsUntil: signsUntil.getTime(),
    sealed: sealedPrivateKey,
    masterKeyVersion,
  }))
}
