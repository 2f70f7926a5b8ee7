import fc, { type Arbitrary } from 'fast-check'
import * as z from 'zod'
import { clientEvent } from '#schema/wire/client/frame.ts'
import { arbitraryOf } from './arbitrary-of.ts'

/** Stand for an id made now, for one that was used before, and for a place so far below the head. */
export const FRESH_ID = '$fresh'
export const USED_ID = '$used'
export const belowHead = (distance: number) => `$-${distance}`

export type FrameOptions = { userIds: readonly string[] }

const emoji = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('👍', '❤️', '😂', '👩‍🚀', '🇩🇪') },
  { weight: 1, arbitrary: fc.constantFrom('x', '👍👍', '', '\u{fe0f}') },
)

const seq = fc.oneof(
  { weight: 8, arbitrary: fc.nat(60).map(belowHead) },
  { weight: 1, arbitrary: fc.nat(2_000) },
  { weight: 1, arbitrary: fc.maxSafeNat() },
)

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom('oh darn', 'd\u200barn', 'x'.repeat(4000), '\u202e', ' ') },
)

const id = fc.oneof(
  { weight: 8, arbitrary: fc.constant(FRESH_ID) },
  { weight: 1, arbitrary: fc.constant(USED_ID) },
  { weight: 1, arbitrary: fc.uuid({ version: 7 }) },
)

/** What a client may say, from the schemas themselves. */
function validEvent({ userIds }: FrameOptions): Arbitrary<unknown> {
  const epoch = fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat(3) })
  const mentions = fc.uniqueArray(fc.constantFrom(...userIds), { minLength: 1, maxLength: 3 })
  const overrides = { id, seq, epoch, text, emoji, mentions }
  return arbitraryOf(z.toJSONSchema(clientEvent, { io: 'input' }), overrides)
}

const FOREIGN_KEYS = ['author', 'role', 'userId', 'seq', 'at', 'type', 'id', '__proto__', 'constructor', '']
const ODD_VALUES = fc.oneof(
  fc.constantFrom<unknown>(null, -1, 1.5, 1e308, '', [], {}, 'NaN', '\ud800', 'a\0b', 'x'.repeat(4001)),
  fc.jsonValue({ maxDepth: 3 }),
)

/** What a client may say, but for one thing. */
const nearlyValidEvent = (options: FrameOptions): Arbitrary<unknown> =>
  fc
    .tuple(validEvent(options), fc.constantFrom('drop', 'add', 'replace'), fc.nat(20), ODD_VALUES)
    .map(([event, how, which, value]) => {
      const entries = Object.entries(Object(event))
      const at = which % Math.max(1, entries.length)
      if (how === 'drop') return Object.fromEntries(entries.filter((_, index) => index !== at))
      // Not by assignment, which would set a prototype instead of a property.
      const key = how === 'add' ? FOREIGN_KEYS[which % FOREIGN_KEYS.length] : entries[at]?.[0]
      return Object.fromEntries([...entries.filter(([name]) => name !== key), [key ?? '', value]])
    })

const encode = (events: unknown) => JSON.stringify(events)

const wildFrame: Arbitrary<string | Uint8Array<ArrayBuffer>> = fc.oneof(
  fc.jsonValue({ maxDepth: 6 }).map(encode),
  fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 80 }).map(encode),
  fc.string({ unit: 'binary', maxLength: 200 }).map((raw) => raw.toWellFormed()),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => new Uint8Array(bytes)),
  fc.nat(40_000).map((depth) => '['.repeat(depth)),
  fc.constantFrom('', '[]', '[{}]', '[[]]', '{"type":"hello"}', '[1e999]', '["\\ud800"]', 'ping '),
)

/** Frames of a client: valid ones, nearly valid ones and wild ones. */
export function arbitraryFrame(options: FrameOptions): Arbitrary<string | Uint8Array<ArrayBuffer>> {
  const several = (event: Arbitrary<unknown>) => fc.array(event, { minLength: 1, maxLength: 4 }).map(encode)
  const valid = validEvent(options)
  return fc.oneof(
    { weight: 6, arbitrary: several(valid) },
    { weight: 3, arbitrary: several(fc.oneof(valid, nearlyValidEvent(options))) },
    {
      weight: 1,
      arbitrary: several(valid).chain((raw) => fc.nat(raw.length).map((end) => raw.slice(0, end))),
    },
    { weight: 1, arbitrary: wildFrame },
  )
}

export type Placeholders = { mintId(): string; usedId(): string; headSeq: number }

/** The frame with what stands for something filled in. */
export const fillIn = (raw: string, { mintId, usedId, headSeq }: Placeholders): string =>
  raw
    .replaceAll(`"${FRESH_ID}"`, () => `"${mintId()}"`)
    .replaceAll(`"${USED_ID}"`, () => `"${usedId()}"`)
    .replaceAll(/"\$-(\d+)"/g, (_, distance) => String(Math.max(0, headSeq - Number(distance))))
