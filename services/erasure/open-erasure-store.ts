import type { Outbox } from '#services/connections/outbox.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { blankOutboxKeys } from './blank-outbox-keys.ts'
import type { ErasureStore } from './erasure-store.ts'
import { finishErasure } from './finish-erasure.ts'
import { listErasures } from './list-erasures.ts'
import { markMessages } from './mark-messages.ts'

type Parts = {
  db: Postgres
  outbox: Outbox
  eraseInRoom: ErasureStore['eraseInRoom']
  now: () => number
  /** Only what is unfinished of this person. */
  userId?: string
}

/** The erasures behind the drivers. */
export const openErasureStore = ({ db, outbox, eraseInRoom, now, userId }: Parts): ErasureStore => ({
  list: (limit) => listErasures(db, { userId, limit }),
  eraseInRoom,
  blankOutbox: (erasure) => blankOutboxKeys(outbox, erasure),
  markMessages: (erasure) => markMessages(db, erasure),
  finish: (erasure) => finishErasure(db, { ...erasure, now: new Date(now()) }),
})
