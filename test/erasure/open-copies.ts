import { computeAad } from '#domain/envelope/compute-aad.ts'
import { openEnvelope } from '#domain/envelope/envelope.ts'
import { createKeyring } from '#services/content-keys/create-keyring.ts'
import type { Copies } from './read-copies.ts'

/** What can be read of the copies by who holds the master keys: each ciphertext is tried with each key, by store. */
export async function openCopies(
  { keys, texts }: Copies,
  masterKeys: string,
): Promise<Record<string, string[]>> {
  const keyring = createKeyring(masterKeys)
  const opened: Record<string, string[]> = { postgres: [], mysql: [], room: [] }
  const unwrapped = await Promise.all(
    keys.map(async ({ key, ...owner }) => ({
      id: key.id,
      key: await keyring.unwrap(key, owner).catch(() => null),
    })),
  )
  for (const { store, ciphertext, ...place } of texts) {
    for (const { id, key } of unwrapped) {
      if (!key) continue
      const aad = computeAad({ ...place, keyId: id })
      const text = await openEnvelope(key, new Uint8Array(ciphertext), aad).catch(() => null)
      if (text) opened[store]?.push(new TextDecoder().decode(text))
    }
  }
  return opened
}
