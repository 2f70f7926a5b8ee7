import { createHash } from 'node:crypto'
import type { LogLine } from './parse-log.ts'

export type PlannedPerson = { nick: string; room: number }
export type PlannedLine = { person: number; text: string }
export type TalkPlan = { people: PlannedPerson[]; lines: PlannedLine[]; rooms: number }

const PEOPLE_PER_ROOM = 100

const computeBucket = (text: string, buckets: number): number =>
  createHash('sha256').update(text).digest().readUInt32BE(0) % buckets

/**
 * Who says what where. Each nick is a person, up to `people` in the order they first speak; later nicks speak through one of
 * those by hash, so no line is left out. A person says all their lines in one room, by hash.
 */
export function planTalk(
  lines: readonly LogLine[],
  limits: { people?: number | undefined; rooms?: number | undefined } = {},
): TalkPlan {
  const nicks = [...new Set(lines.map(({ nick }) => nick))]
  const own = nicks.slice(0, limits.people ?? nicks.length)
  const rooms = limits.rooms ?? Math.max(1, Math.ceil(own.length / PEOPLE_PER_ROOM))
  const people = own.map((nick) => ({ nick, room: computeBucket(nick, rooms) }))
  const personOf = new Map(
    nicks.map((nick, n) => [nick, n < own.length ? n : computeBucket(nick, own.length)]),
  )
  return {
    people,
    rooms,
    lines: lines.map(({ nick, text }) => ({ person: personOf.get(nick) ?? 0, text })),
  }
}
