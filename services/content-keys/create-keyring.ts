import { encodeUtf8 } from '#domain/envelope/encode-utf8.ts'
import { importEnvelopeKey, openEnvelope, sealEnvelope } from '#domain/envelope/envelope.ts'
import type { WrappedKey } from '#services/outbox/outbox-record.ts'
import { parseMasterKeys } from './parse-master-keys.ts'

/** Whose key it is: `authorId` is null for the key of a room's own pages. */
export type KeyOwner = { roomId: string; authorId: string | null }

export type SecretUse = { purpose: 'totp' | 'signing-key'; ownerId: string }
export type SealedSecret = { sealed: Uint8Array; masterKeyVersion: number }

export type Keyring = {
  readonly currentVersion: number
  /** Makes a new data key, wrapped by the newest master key. */
  create(owner: KeyOwner): Promise<{ wrapped: WrappedKey; key: CryptoKey }>
  /** Seals a small secret of the platform itself for one purpose and owner; neither opens it elsewhere. */
  seal(secret: Uint8Array<ArrayBuffer>, use: SecretUse): Promise<SealedSecret>
  /** @throws when the master key's version is unknown, or the secret is for another use or altered. */
  open(sealed: SealedSecret, use: SecretUse): Promise<Uint8Array<ArrayBuffer>>
  /** @throws when the master key's version is unknown, or the key is another owner's or altered. */
  unwrap(wrapped: WrappedKey, owner: KeyOwner): Promise<CryptoKey>
}

const computeWrapAad = (id: string, version: number, { roomId, authorId }: KeyOwner) =>
  encodeUtf8(JSON.stringify(['sentinel.key.1', roomId, authorId, id, version]))

const computeSecretAad = (version: number, { purpose, ownerId }: SecretUse) =>
  encodeUtf8(JSON.stringify(['sentinel.secret.1', purpose, ownerId, version]))

/** The only holder of the master keys: data keys go in and out, master keys never do. */
export function createKeyring(masterKeys: string): Keyring {
  const raw = parseMasterKeys(masterKeys)
  const currentVersion = Math.max(...raw.keys())
  const imported = new Map<number, Promise<CryptoKey>>()

  const requireMasterKey = (version: number): Promise<CryptoKey> => {
    const known = imported.get(version)
    if (known) return known
    const bytes = raw.get(version)
    if (!bytes) throw new Error(`MASTER_KEYS holds no version ${version}`)
    const key = importEnvelopeKey(bytes)
    imported.set(version, key)
    return key
  }

  return {
    currentVersion,
    async create(owner) {
      const id = crypto.randomUUID()
      const bytes = crypto.getRandomValues(new Uint8Array(32))
      const aad = computeWrapAad(id, currentVersion, owner)
      const wrapped = await sealEnvelope(await requireMasterKey(currentVersion), bytes, aad)
      const key = await importEnvelopeKey(bytes)
      bytes.fill(0)
      return { wrapped: { id, wrapped, masterKeyVersion: currentVersion }, key }
    },
    async seal(secret, use) {
      const aad = computeSecretAad(currentVersion, use)
      const sealed = await sealEnvelope(await requireMasterKey(currentVersion), secret, aad)
      return { sealed, masterKeyVersion: currentVersion }
    },
    async open({ sealed, masterKeyVersion }, use) {
      const master = await requireMasterKey(masterKeyVersion)
      return openEnvelope(master, new Uint8Array(sealed), computeSecretAad(masterKeyVersion, use))
    },
    async unwrap({ id, wrapped, masterKeyVersion }, owner) {
      const aad = computeWrapAad(id, masterKeyVersion, owner)
      const master = await requireMasterKey(masterKeyVersion)
      return importEnvelopeKey(await openEnvelope(master, new Uint8Array(wrapped), aad))
    },
  }
}
