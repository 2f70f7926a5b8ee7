import { type SQL, sql } from 'drizzle-orm'

/**
 * The recording's statements. Each takes its rows as one JSON parameter, so that the SQL text is the same for every
 * batch. Binary values travel as base64. Rows go in by key order, so that two recorders can't deadlock.
 */

/**
 * Recorders of the same room pass one by one: a projection is computed from what the log holds, and of two at once
 * neither would see what the other has not committed, a message and its deletion for example.
 */
export const lockRooms = (roomIds: readonly string[]): SQL => sql`
  select pg_advisory_xact_lock(hashtextextended(id, 0))
  from (select value as id from json_array_elements_text(${JSON.stringify(roomIds)}::json) order by value) as room`

/**
 * The key of a person who was erased is kept empty. A person's row is locked against being deleted meanwhile, so that an
 * erasure either sees the new key or is seen by it.
 */
export const insertContentKeys = (rows: readonly object[]): SQL => sql`
  with fresh as materialized (
    select k.* from json_to_recordset(${JSON.stringify(rows)}::json) as k(id uuid, room_id uuid, author_id uuid,
      wrapped text, master_key_version int, created_at timestamptz)
    where not exists (select 1 from content_keys as known where known.id = k.id)
  ), author as materialized (
    select id, deleted_at from users where id in (select author_id from fresh) order by id for share
  )
  insert into content_keys (id, room_id, author_id, wrapped, master_key_version, created_at)
  select fresh.id, room_id, author_id,
    case when author.deleted_at is null then decode(wrapped, 'base64') else ''::bytea end, master_key_version, created_at
  from fresh left join author on author.id = fresh.author_id
  order by fresh.id
  on conflict (id) do nothing`

export const insertMessages = (rows: readonly object[]): SQL => sql`
  insert into messages (room_id, epoch, seq, author_id, client_id, content_key_id, ciphertext, reply_epoch, reply_seq,
    thread_epoch, thread_seq, mentions, created_at)
  select room_id, epoch, seq, author_id, client_id, content_key_id, decode(ciphertext, 'base64'), reply_epoch, reply_seq,
    thread_epoch, thread_seq, mentions, created_at
  from json_to_recordset(${JSON.stringify(rows)}::json) as m(room_id uuid, epoch int, seq bigint, author_id uuid,
    client_id uuid, content_key_id uuid, ciphertext text, reply_epoch int, reply_seq bigint, thread_epoch int,
    thread_seq bigint, mentions uuid[], created_at timestamptz)
  order by room_id, epoch, seq
  on conflict (room_id, epoch, seq) do nothing`

export const insertRoomEvents = (rows: readonly object[]): SQL => sql`
  insert into room_events (room_id, epoch, seq, kind, actor_id, client_id, target_epoch, target_seq, content_key_id,
    ciphertext, detail, created_at)
  select room_id, epoch, seq, kind, actor_id, client_id, target_epoch, target_seq, content_key_id,
    decode(ciphertext, 'base64'), detail, created_at
  from json_to_recordset(${JSON.stringify(rows)}::json) as e(room_id uuid, epoch int, seq bigint, kind text,
    actor_id uuid, client_id uuid, target_epoch int, target_seq bigint, content_key_id uuid, ciphertext text,
    detail jsonb, created_at timestamptz)
  order by room_id, epoch, seq
  on conflict (room_id, epoch, seq) do nothing`

const deletedAt = sql.raw(
  'coalesce(mark.deleted_at, (select u.deleted_at from users as u where u.id = m.author_id))',
)

/**
 * Deletions, of erased people's messages too, and pins. `rows` are positions of messages: those just recorded and those that such an event names, whichever
 * came first.
 */
export const projectMarks = (rows: readonly object[]): SQL => sql`
  update messages as m set deleted_at = ${deletedAt}, pinned_at = mark.pinned_at
  from json_to_recordset(${JSON.stringify(rows)}::json) as k(room_id uuid, epoch int, seq bigint),
    lateral (
      select (
        select e.created_at from room_events as e
        where e.room_id = k.room_id and e.target_epoch = k.epoch and e.target_seq = k.seq and e.kind = 'deleted'
        order by e.seq limit 1
      ) as deleted_at, (
        select case when e.detail ->> 'change' = 'pinned' then e.created_at end from room_events as e
        where e.room_id = k.room_id and e.target_epoch = k.epoch and e.target_seq = k.seq and e.kind = 'pin'
        order by e.seq desc limit 1
      ) as pinned_at
    ) as mark
  where m.room_id = k.room_id and m.epoch = k.epoch and m.seq = k.seq
    and (m.deleted_at is distinct from ${deletedAt} or m.pinned_at is distinct from mark.pinned_at)`

/** A reaction stands as its newest event says. */
export const projectReactions = (rows: readonly object[]): SQL => sql`
  insert into message_reactions (room_id, target_epoch, target_seq, emoji, user_id, seq, changed_at, deleted_at)
  select k.room_id, k.epoch, k.seq, k.emoji, k.user_id, last.seq, last.created_at,
    case when last.detail ->> 'change' = 'removed' then last.created_at end
  from json_to_recordset(${JSON.stringify(rows)}::json) as k(room_id uuid, epoch int, seq bigint, emoji text,
    user_id uuid)
  cross join lateral (
    select e.seq, e.detail, e.created_at from room_events as e
    where e.room_id = k.room_id and e.target_epoch = k.epoch and e.target_seq = k.seq and e.kind = 'reaction'
      and e.actor_id = k.user_id and e.detail ->> 'emoji' = k.emoji
    order by e.seq desc limit 1
  ) as last
  order by k.room_id, k.epoch, k.seq, k.emoji, k.user_id
  on conflict (room_id, target_epoch, target_seq, emoji, user_id) do update set seq = excluded.seq,
    changed_at = excluded.changed_at, deleted_at = excluded.deleted_at
  where message_reactions.seq <= excluded.seq`

/** A member is muted as the newest moderation event says. `rows` as for memberships. */
export const projectMutes = (rows: readonly object[]): SQL => sql`
  update room_members as m set muted_until = to_timestamp((last.detail ->> 'until')::bigint / 1000.0)
  from json_to_recordset(${JSON.stringify(rows)}::json) as k(room_id uuid, user_id uuid),
    lateral (
      select e.detail from room_events as e
      where e.room_id = k.room_id and e.kind = 'moderation' and e.detail ->> 'userId' = k.user_id::text
      order by e.seq desc limit 1
    ) as last
  where m.room_id = k.room_id and m.user_id = k.user_id`

/**
 * A membership stands as its newest event says, joined since the first `joined` after the last time the person
 * left or was removed before it.
 * Computed from the log, so the order of arrival is of no matter. A person or room unknown here has no membership to
 * show: the event is kept, the projection passes over it.
 */
export const projectMembers = (rows: readonly object[]): SQL => sql`
  insert into room_members (room_id, user_id, role, changed_seq, joined_at, updated_at, deleted_at)
  select k.room_id, k.user_id, last.detail ->> 'role', last.seq, coalesce(joined.at, last.created_at),
    last.created_at, case when last.detail ->> 'change' in ('left', 'removed') then last.created_at end
  from json_to_recordset(${JSON.stringify(rows)}::json) as k(room_id uuid, user_id uuid)
  join rooms on rooms.id = k.room_id
  join users on users.id = k.user_id
  cross join lateral (
    select e.seq, e.detail, e.created_at from room_events as e
    where e.room_id = k.room_id and e.kind = 'membership' and e.detail ->> 'userId' = k.user_id::text
    order by e.seq desc limit 1
  ) as last
  left join lateral (
    select min(e.created_at) as at from room_events as e
    where e.room_id = k.room_id and e.kind = 'membership' and e.detail ->> 'userId' = k.user_id::text
      and e.detail ->> 'change' = 'joined'
      and e.seq > coalesce((
        select max(l.seq) from room_events as l
        where l.room_id = k.room_id and l.kind = 'membership' and l.detail ->> 'userId' = k.user_id::text
          and l.detail ->> 'change' in ('left', 'removed') and l.seq < last.seq), -1)
  ) as joined on true
  order by k.room_id, k.user_id
  on conflict (room_id, user_id) do update set role = excluded.role, changed_seq = excluded.changed_seq,
    joined_at = excluded.joined_at, updated_at = excluded.updated_at, deleted_at = excluded.deleted_at
  where room_members.changed_seq <= excluded.changed_seq`

/**
 * A membership of a person who was erased is to be ended in the room: an empty key, of no text, stands for what is to be
 * done. `rows` as for memberships.
 */
export const requestErasures = (rows: readonly object[]): SQL => sql`
  insert into content_keys (id, room_id, author_id, wrapped, master_key_version)
  select gen_random_uuid(), m.room_id, m.user_id, ''::bytea, 0
  from json_to_recordset(${JSON.stringify(rows)}::json) as k(room_id uuid, user_id uuid)
  join users on users.id = k.user_id and users.deleted_at is not null
  join room_members as m on m.room_id = k.room_id and m.user_id = k.user_id and m.deleted_at is null
  where not exists (
    select 1 from content_keys as open where open.room_id = k.room_id and open.author_id = k.user_id
      and octet_length(open.wrapped) = 0 and open.destroyed_at is null)`

/** A room is named as its newest room event says and archived since the first that says so. */
export const projectRooms = (roomIds: readonly string[]): SQL => sql`
  update rooms set name = last.detail ->> 'name', topic = coalesce(last.detail ->> 'topic', ''), archived_at = archival.at, changed_seq = last.seq,
    updated_at = last.created_at
  from (select value::uuid as room_id from json_array_elements_text(${JSON.stringify(roomIds)}::json)) as k
  cross join lateral (
    select e.seq, e.detail, e.created_at from room_events as e
    where e.room_id = k.room_id and e.kind = 'room' order by e.seq desc limit 1
  ) as last
  left join lateral (
    select min(e.created_at) as at from room_events as e
    where e.room_id = k.room_id and e.kind = 'room' and e.detail ->> 'change' = 'archived'
  ) as archival on true
  where rooms.id = k.room_id and rooms.changed_seq <= last.seq`

/** `rows` name the newest epoch of each room in the batch. */
export const projectEpochs = (rows: readonly object[]): SQL => sql`
  update rooms set epoch = k.epoch
  from json_to_recordset(${JSON.stringify(rows)}::json) as k(room_id uuid, epoch int)
  where rooms.id = k.room_id and rooms.epoch < k.epoch`
