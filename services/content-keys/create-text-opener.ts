import { ENVELOPE_COLUMNS } from '#domain/envelope/columns.ts'
import { computeAad } from '#domain/envelope/compute-aad.ts'
import { openEnvelope } from '#domain/envelope/envelope.ts'
import type { WrappedKey } from '#services/outbox/outbox-record.ts'
import type { Keyring } from './create-keyring.ts'

/** A text at rest in Postgres or the outbox: `kind` is that of the event that carries it. */
export type EncryptedText = {
  roomId: string
  authorId: string
  epoch: number
  seq: number
  kind: 'message' | 'edited'
  key: WrappedKey
  ciphertext: Uint8Array
}

const MAX_CACHED_KEYS = 1000
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A function that opens encrypted texts; it keeps the unwrapped keys of the last 1,000 content keys.
 * @throws EnvelopeError when the text or its key is of another place, or altered.
 */
export function createTextOpener(keyring: Keyring): (text: EncryptedText) => Promise<string> {
  const keys = new Map<string, Promise<CryptoKey>>()

  const unwrap = (key: WrappedKey, roomId: string, authorId: string): Promise<CryptoKey> => {
    const cacheKey = `${roomId} ${authorId} ${key.id}`
    const known = keys.get(cacheKey)
    if (known) return known
    const unwrapped = keyring.unwrap(key, { roomId, authorId })
    unwrapped.catch(() => keys.delete(cacheKey))
    keys.set(cacheKey, unwrapped)
    const oldest = keys.keys().next()
    if (keys.size > MAX_CACHED_KEYS && !oldest.done) keys.delete(oldest.value)
    return unwrapped
  }

  return async function openText({ roomId, authorId, epoch, seq, kind, key, ciphertext }) {
    const column = ENVELOPE_COLUMNS[kind]
    const aad = computeAad({ roomId, epoch, seq, column, keyId: key.id })
    const dataKey = await unwrap(key, roomId, authorId)
    return decoder.decode(await openEnvelope(dataKey, new Uint8Array(ciphertext), aad))
  }
}
