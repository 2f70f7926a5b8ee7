import { readHeartbeat } from '#durable-objects/sockets/read-heartbeat.ts'
import { writeLog } from '#durable-objects/sockets/write-log.ts'
import type { HistoryMessage } from '#schema/wire/http/history.ts'
import { connectOutbox } from '#services/connections/outbox.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { createKeyring } from '#services/content-keys/create-keyring.ts'
import { createTextOpener } from '#services/content-keys/create-text-opener.ts'
import { openPlans } from '#services/environment/open-plans.ts'
import type { Environment } from '#services/environment/parse-environment.ts'
import { countRecorded } from '#services/history/count-recorded.ts'
import { countUnread } from '#services/history/count-unread.ts'
import { findByClientId } from '#services/history/find-by-client-id.ts'
import { findFirstSince } from '#services/history/find-first-since.ts'
import { type RecordedMessage, readMessages } from '#services/history/read-messages.ts'
import { computeShard } from '#services/outbox/compute-shard.ts'
import { enqueueRecords } from '#services/outbox/enqueue-records.ts'
import { saveReceipts } from '#services/receipts/save-receipts.ts'
import { loadRoom } from '#services/rooms/load-room.ts'
import { takeEpoch } from '#services/rooms/take-epoch.ts'
import { loadRules } from '#services/word-filter/load-rules.ts'
import { type DrainerRpc, drainerName } from '../../drainer/contract.ts'
import type { InboxRpc } from '../../inbox/contract.ts'
import { type RelayRpc, toLocationHint } from '../../relay/contract.ts'
import type { RoomDependencies } from '../core/dependencies.ts'
import { MAX_SOCKET_AGE_MS } from '../core/limits.ts'
import { createRoomStorage } from '../storage/create-room-storage.ts'
import { createObjectDriver } from './create-object-driver.ts'
import { withDeadline } from './with-deadline.ts'

export type RoomBindings = {
  DRAINER: DurableObjectNamespace<DrainerRpc & Rpc.DurableObjectBranded>
  RELAY: DurableObjectNamespace<RelayRpc & Rpc.DurableObjectBranded>
  INBOX: DurableObjectNamespace<InboxRpc & Rpc.DurableObjectBranded>
}

const READ_TIMEOUT_MS = 5_000
const ENQUEUE_TIMEOUT_MS = 10_000
const DELIVER_TIMEOUT_MS = 10_000

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

type Parts = {
  name: string | undefined
  context: DurableObjectState
  environment: Environment
  bindings: RoomBindings
}

/** The room's dependencies in production: its own SQLite, Postgres, the MySQL outbox, the shard's drainer. */
export function createDependencies({ name, context, environment, bindings }: Parts): RoomDependencies {
  const storage = createRoomStorage(createObjectDriver(context.storage))
  // An alarm may wake an object without its name.
  const roomId = storage.readRoom()?.roomId ?? name ?? ''
  const db = connectPostgres(environment)
  const outbox = connectOutbox(environment)
  const keyring = createKeyring(environment.MASTER_KEYS)
  const openText = createTextOpener(keyring)
  const shard = computeShard(roomId, environment.OUTBOX_SHARDS)

  const decrypt = async (recorded: RecordedMessage): Promise<HistoryMessage> => {
    const { replyTo, thread, mentions, reactions, pinnedAt, replies } = recorded
    const { epoch, seq, clientId, authorId, authorName, at, body, key, editedAt, deletedAt } = recorded
    const kind = body.seq === seq ? 'message' : 'edited'
    const place = { roomId, authorId, epoch: body.epoch, seq: body.seq, kind } as const
    const isGone = key === null || deletedAt !== null
    return {
      type: 'message',
      epoch,
      seq,
      at: at.getTime(),
      id: clientId,
      author: { id: authorId, name: authorName },
      text: isGone ? '' : await openText({ ...place, key, ciphertext: body.ciphertext }),
      ...(replyTo ? { replyTo } : {}),
      ...(thread ? { thread } : {}),
      ...(mentions && !isGone ? { mentions } : {}),
      ...(reactions.length > 0 && !isGone ? { reactions } : {}),
      ...(pinnedAt && !isGone ? { pinnedAt: pinnedAt.getTime() } : {}),
      ...(replies > 0 ? { replies } : {}),
      ...(editedAt ? { editedAt: editedAt.getTime() } : {}),
      // A text whose key was destroyed is gone like a deleted one.
      ...(isGone ? { deletedAt: (deletedAt ?? at).getTime() } : {}),
    }
  }

  return {
    roomId,
    storage,
    keyring,
    now: () => Date.now(),
    random: () => Math.random(),
    pause: wait,
    later: wait,
    setAlarm: (atMs) => void context.storage.setAlarm(atMs),
    heartbeatAt: readHeartbeat(context),
    log: (level, event, fields) => writeLog(level, event, { roomId, ...fields }),
    plans: openPlans(environment),
    maxSocketAgeMs: MAX_SOCKET_AGE_MS,
    record: {
      loadRoom: () => withDeadline(READ_TIMEOUT_MS, loadRoom(db, roomId)),
      takeEpoch: (epoch) => withDeadline(READ_TIMEOUT_MS, takeEpoch(db, { roomId, epoch })),
      loadRules: () => withDeadline(READ_TIMEOUT_MS, loadRules(db, roomId)),
      readMessages: async (query) => {
        const { messages, hasMore } = await withDeadline(
          READ_TIMEOUT_MS,
          readMessages(db, { roomId, ...query }),
        )
        return { messages: await Promise.all(messages.map(decrypt)), hasMore }
      },
      findFirstSince: (of) => withDeadline(READ_TIMEOUT_MS, findFirstSince(db, { roomId, ...of })),
      findByClientId: (operation) =>
        withDeadline(READ_TIMEOUT_MS, findByClientId(db, { roomId, ...operation })),
      countUnread: (range) => withDeadline(READ_TIMEOUT_MS, countUnread(db, { roomId, ...range })),
      saveCursors: (cursors) => withDeadline(READ_TIMEOUT_MS, saveReceipts(db, roomId, cursors)),
      countRecorded: (range) => withDeadline(READ_TIMEOUT_MS, countRecorded(db, { roomId, ...range })),
    },
    enterInbox: (userId) => withDeadline(READ_TIMEOUT_MS, bindings.INBOX.getByName(userId).enter(roomId)),
    relayThreshold: environment.RELAY_THRESHOLD,
    deliver: (relay, delivery) =>
      withDeadline(
        DELIVER_TIMEOUT_MS,
        bindings.RELAY.getByName(
          relay,
          toLocationHint(relay) as DurableObjectNamespaceGetDurableObjectOptions,
        ).deliver(delivery),
      ),
    outbox: {
      enqueue: (records) => withDeadline(ENQUEUE_TIMEOUT_MS, enqueueRecords(outbox, records, shard)),
      wakeDrainer: async () => {
        await withDeadline(READ_TIMEOUT_MS, bindings.DRAINER.getByName(drainerName(shard)).wake())
      },
    },
  }
}
