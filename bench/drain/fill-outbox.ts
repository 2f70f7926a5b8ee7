import { uuidv7 } from 'uuidv7'
import type { Outbox } from '#services/connections/outbox.ts'
import { computeShard } from '#services/outbox/compute-shard.ts'
import { enqueueRecords } from '#services/outbox/enqueue-records.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'

const PEOPLE_PER_ROOM = 20
const PORTION = 500

export type Fill = { rooms: number; messagesPerRoom: number; shards: number }

/** Puts conversations into the outbox as rooms do, in portions; the texts are random bytes of an IRC line's length. */
export async function fillOutbox(outbox: Outbox, { rooms, messagesPerRoom, shards }: Fill): Promise<void> {
  for (let room = 0; room < rooms; room += 1) {
    const roomId = uuidv7()
    const records = createConversation(roomId, messagesPerRoom)
    for (let from = 0; from < records.length; from += PORTION) {
      await enqueueRecords(outbox, records.slice(from, from + PORTION), computeShard(roomId, shards))
    }
  }
}

function createConversation(roomId: string, count: number): OutboxRecord[] {
  const people = Array.from({ length: PEOPLE_PER_ROOM }, () => ({
    actorId: uuidv7(),
    contentKey: {
      id: uuidv7(),
      wrapped: crypto.getRandomValues(new Uint8Array(61)),
      masterKeyVersion: 1,
    },
  }))
  return Array.from({ length: count }, (_, index) => ({
    roomId,
    epoch: 1,
    seq: index + 1,
    kind: 'message',
    actorId: people[index % PEOPLE_PER_ROOM]?.actorId ?? '',
    clientId: uuidv7(),
    target: null,
    contentKey: people[index % PEOPLE_PER_ROOM]?.contentKey ?? null,
    ciphertext: crypto.getRandomValues(new Uint8Array(29 + 20 + (index % 160))),
    detail: null,
    createdAt: new Date(),
  }))
}
