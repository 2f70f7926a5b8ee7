import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeAad, type EnvelopePlace } from './compute-aad.ts'
import { encodeUtf8 } from './encode-utf8.ts'
import { EnvelopeError, importEnvelopeKey, openEnvelope, sealEnvelope } from './envelope.ts'

const place: EnvelopePlace = { roomId: 'r', epoch: 1, seq: 2, column: 'c', keyId: 'k' }
const key = await importEnvelopeKey(new Uint8Array(32).fill(7))

test('what is sealed opens at its place, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
      const plaintext = new Uint8Array(bytes)
      const envelope = await sealEnvelope(key, plaintext, computeAad(place))
      expect(envelope.byteLength).toBe(29 + plaintext.byteLength)
      expect(await openEnvelope(key, envelope, computeAad(place))).toEqual(plaintext)
    }),
    { numRuns: 30 },
  )
})

test.each<[string, Partial<EnvelopePlace>]>([
  ['room', { roomId: 'q' }],
  ['epoch', { epoch: 2 }],
  ['seq', { seq: 3 }],
  ['column', { column: 'd' }],
  ['key id', { keyId: 'l' }],
])('an envelope does not open at another %s', async (_, other) => {
  const envelope = await sealEnvelope(key, encodeUtf8('text'), computeAad(place))
  await expect(openEnvelope(key, envelope, computeAad({ ...place, ...other }))).rejects.toThrow(EnvelopeError)
})

test('no bit of an envelope can be changed, and nothing cut off', async () => {
  const envelope = await sealEnvelope(key, encodeUtf8('text'), computeAad(place))
  for (let at = 0; at < envelope.byteLength; at += 1) {
    const altered = envelope.slice()
    altered[at] = (altered[at] ?? 0) ^ 1
    await expect(openEnvelope(key, altered, computeAad(place))).rejects.toThrow(EnvelopeError)
    await expect(openEnvelope(key, envelope.slice(0, at), computeAad(place))).rejects.toThrow(EnvelopeError)
  }
})

test('it does not open under another key, and never looks the same twice', async () => {
  const aad = computeAad(place)
  const first = await sealEnvelope(key, encodeUtf8('text'), aad)
  const other = await importEnvelopeKey(new Uint8Array(32).fill(8))
  await expect(openEnvelope(other, first, aad)).rejects.toThrow(EnvelopeError)
  expect(await sealEnvelope(key, encodeUtf8('text'), aad)).not.toEqual(first)
})
