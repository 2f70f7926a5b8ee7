import { expect, test } from 'vitest'
import { computeAad } from '#domain/envelope/compute-aad.ts'
import { encodeUtf8 } from '#domain/envelope/encode-utf8.ts'
import { sealEnvelope } from '#domain/envelope/envelope.ts'
import { createKeyring } from './create-keyring.ts'
import { createTextOpener } from './create-text-opener.ts'

const masterKey = (letter: string) => btoa(letter.repeat(32))
const one = `1:${masterKey('a')}`
const both = `${one},2:${masterKey('b')}`
const owner = { roomId: 'room', authorId: 'author' }

test('the newest master key wraps, and older ones still unwrap', async () => {
  const { wrapped } = await createKeyring(one).create(owner)
  const rotated = createKeyring(both)
  expect((await rotated.create(owner)).wrapped.masterKeyVersion).toBe(2)
  await expect(rotated.unwrap(wrapped, owner)).resolves.toBeInstanceOf(CryptoKey)
})

test.each([
  ['room', { roomId: 'other', authorId: 'author' }],
  ['author', { roomId: 'room', authorId: 'other' }],
  ['kind of owner', { roomId: 'room', authorId: null }],
])('a key does not unwrap for another %s', async (_, other) => {
  const keyring = createKeyring(one)
  const { wrapped } = await keyring.create(owner)
  await expect(keyring.unwrap(wrapped, other)).rejects.toThrow()
})

test('a key does not unwrap under another id or version', async () => {
  const keyring = createKeyring(both)
  const { wrapped } = await keyring.create(owner)
  await expect(keyring.unwrap({ ...wrapped, id: crypto.randomUUID() }, owner)).rejects.toThrow()
  await expect(keyring.unwrap({ ...wrapped, masterKeyVersion: 1 }, owner)).rejects.toThrow()
  await expect(keyring.unwrap({ ...wrapped, masterKeyVersion: 9 }, owner)).rejects.toThrow(/no version 9/)
})

test('a version named twice, or a key cut short, is refused without telling it', () => {
  for (const keys of [`${one},${one}`, '1:c2hvcnQ=', `0:${masterKey('a')}`]) {
    expect(() => createKeyring(keys)).toThrow(/^MASTER_KEYS is malformed/)
  }
})

test('a text opens at its own event only, and is no other column', async () => {
  const keyring = createKeyring(one)
  const { wrapped, key } = await keyring.create(owner)
  const place = { roomId: 'room', epoch: 1, seq: 5 }
  const aad = computeAad({ ...place, column: 'messages.ciphertext', keyId: wrapped.id })
  const ciphertext = await sealEnvelope(key, encodeUtf8('grüße \u{1F30A}'), aad)
  const openText = createTextOpener(keyring)
  const text = { ...place, authorId: 'author', kind: 'message' as const, key: wrapped, ciphertext }
  expect(await openText(text)).toBe('grüße \u{1F30A}')
  await expect(openText({ ...text, seq: 6 })).rejects.toThrow()
  await expect(openText({ ...text, kind: 'edited' })).rejects.toThrow()
})
