import { uuidv7 } from 'uuidv7'
import type { OutboxRecord } from './outbox-record.ts'

/** A message record for tests; every field can be told. */
export function buildRecord(partial: Partial<OutboxRecord> = {}): OutboxRecord {
  return {
    roomId: uuidv7(),
    epoch: 1,
    seq: 1,
    kind: 'message',
    actorId: uuidv7(),
    clientId: uuidv7(),
    target: null,
    contentKey: { id: uuidv7(), wrapped: crypto.getRandomValues(new Uint8Array(61)), masterKeyVersion: 1 },
    ciphertext: crypto.getRandomValues(new Uint8Array(40)),
    detail: null,
    createdAt: new Date(1_790_000_000_000),
    ...partial,
  }
}

/** A record of another kind, which carries neither text nor key unless told. */
export const buildEvent = (partial: Partial<OutboxRecord> & Pick<OutboxRecord, 'kind'>): OutboxRecord =>
  buildRecord({ contentKey: null, ciphertext: null, ...partial })
