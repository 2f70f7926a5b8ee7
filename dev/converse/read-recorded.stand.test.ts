import { expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { ENVELOPE_COLUMNS } from '#domain/envelope/columns.ts'
import { computeAad } from '#domain/envelope/compute-aad.ts'
import { sealEnvelope } from '#domain/envelope/envelope.ts'
import { contentKeys, messages } from '#schema/postgres/index.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { createKeyring } from '#services/content-keys/create-keyring.ts'
import { countRecorded, readRecorded } from './read-recorded.ts'

const MASTER_KEYS = `1:${Buffer.alloc(32, 7).toString('base64')}`

async function sealText(
  text: string,
  place: { roomId: string; authorId: string; epoch: number; seq: number },
) {
  const { roomId, authorId } = place
  const { key, wrapped } = await createKeyring(MASTER_KEYS).create({ roomId, authorId })
  const aad = computeAad({ ...place, column: ENVELOPE_COLUMNS.message, keyId: wrapped.id })
  const ciphertext = await sealEnvelope(key, new TextEncoder().encode(text), aad)
  return { wrapped, ciphertext }
}

test('every row of the rooms is read in order and decrypted, and one that does not open has no text', async () => {
  const { env } = inject('stand')
  await migrate(env)
  const db = connectPostgres(env)
  const [roomId, authorId] = [crypto.randomUUID(), crypto.randomUUID()]
  const clientIds: string[] = []
  for (const [epoch, seq] of [
    [2, 1_000_004],
    [1, 3],
    [1, 2],
  ] as const) {
    const { wrapped, ciphertext } = await sealText(`text ${seq}`, { roomId, authorId, epoch, seq })
    const clientId = crypto.randomUUID()
    clientIds.unshift(clientId)
    await db.insert(contentKeys).values({ ...wrapped, roomId, authorId, createdAt: new Date() })
    if (seq === 3) ciphertext[20] = (ciphertext[20] ?? 0) ^ 1
    const row = { roomId, epoch, seq, authorId, clientId, contentKeyId: wrapped.id, ciphertext }
    await db.insert(messages).values({ ...row, createdAt: new Date() })
  }
  const at = { roomId, authorId }
  expect(await readRecorded(db, MASTER_KEYS, [crypto.randomUUID(), roomId])).toEqual([
    { ...at, epoch: 1, seq: 2, clientId: clientIds[0], text: 'text 2' },
    { ...at, epoch: 1, seq: 3, clientId: clientIds[1], text: null },
    { ...at, epoch: 2, seq: 1_000_004, clientId: clientIds[2], text: 'text 1000004' },
  ])
  expect(await countRecorded(db, [roomId])).toBe(3)
})
