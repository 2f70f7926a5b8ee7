import {
  bigint,
  char,
  customType,
  datetime,
  index,
  int,
  json,
  mysqlTable,
  smallint,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/mysql-core'

const bytes = (type: string) =>
  customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => type })
const wrappedKey = bytes('varbinary(255)')
const ciphertext = bytes('mediumblob')
const instant = (name: string) => datetime(name, { mode: 'date', fsp: 3 })

/**
 * Log events on their way from the rooms to the system of record. `queued` rows are due at `nextAttemptAt`; `leased`
 * ones belong to `leaseToken` until `leaseExpiresAt`; `delivered` ones await the purge; `dead` ones an administrator.
 */
export const tempOutbox = mysqlTable(
  'temp_outbox',
  {
    id: bigint('id', { mode: 'bigint', unsigned: true }).primaryKey().autoincrement(),
    shard: smallint('shard').notNull(),
    roomId: char('room_id', { length: 36 }).notNull(),
    epoch: int('epoch').notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    kind: varchar('kind', { length: 16 }).notNull(),
    actorId: char('actor_id', { length: 36 }).notNull(),
    clientId: char('client_id', { length: 36 }),
    targetEpoch: int('target_epoch'),
    targetSeq: bigint('target_seq', { mode: 'number' }),
    contentKeyId: char('content_key_id', { length: 36 }),
    wrappedKey: wrappedKey('wrapped_key'),
    masterKeyVersion: int('master_key_version'),
    ciphertext: ciphertext('ciphertext'),
    detail: json('detail'),
    createdAt: instant('created_at').notNull(),
    status: varchar('status', { length: 10, enum: ['queued', 'leased', 'delivered', 'dead'] })
      .notNull()
      .default('queued'),
    attempts: int('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    leaseToken: char('lease_token', { length: 36 }),
    leaseExpiresAt: instant('lease_expires_at'),
    deadLetterReason: varchar('dead_letter_reason', { length: 255 }),
    deliveredAt: instant('delivered_at'),
  },
  (t) => [
    uniqueIndex('temp_outbox_event').on(t.roomId, t.epoch, t.seq),
    index('temp_outbox_due').on(t.shard, t.status, t.id),
    index('temp_outbox_delivered').on(t.status, t.deliveredAt),
  ],
)
