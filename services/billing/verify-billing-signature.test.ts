import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifyBillingSignature } from './verify-billing-signature.ts'

const NOW = Date.UTC(2026, 10, 25, 12)
const T = NOW / 1000
const [NEW, OLD] = ['n'.repeat(32), 'o'.repeat(32)]
const BODY = '{"id":"evt_1"}'

const sign = (secret: string, t: number | string = T, body = BODY) =>
  createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')

const isAccepted = (
  header: string | undefined,
  over: { body?: string; secrets?: string[]; now?: number } = {},
) =>
  verifyBillingSignature({
    header,
    body: new TextEncoder().encode(over.body ?? BODY).buffer,
    secrets: over.secrets ?? [NEW, OLD],
    now: over.now ?? NOW,
  })

test('signed with either secret it is accepted, also beside another signature', async () => {
  expect(await isAccepted(`t=${T},v1=${sign(NEW)}`)).toBe(true)
  expect(await isAccepted(`t=${T},v1=${sign(OLD)}`)).toBe(true)
  expect(await isAccepted(`t=${T},v1=${'0'.repeat(64)},v1=${sign(NEW)}`)).toBe(true)
})

test('five minutes early or late it is accepted, and no longer', async () => {
  const header = `t=${T},v1=${sign(NEW)}`
  for (const now of [NOW - 300_000, NOW + 300_000]) expect(await isAccepted(header, { now })).toBe(true)
  for (const now of [NOW - 300_001, NOW + 300_001]) expect(await isAccepted(header, { now })).toBe(false)
})

test.each<[string, string | undefined]>([
  ['no header', undefined],
  ['nothing', ''],
  ['no signature', `t=${T}`],
  ['another secret', `t=${T},v1=${sign('x'.repeat(32))}`],
  ['another time', `t=${T - 1},v1=${sign(NEW)}`],
  ['another scheme alone', `t=${T},v0=${sign(NEW)}`],
  ['no time', `v1=${sign(NEW)}`],
  ['a signature cut short', `t=${T},v1=${sign(NEW).slice(0, 62)}`],
  ['a signature in capitals', `t=${T},v1=${sign(NEW).toUpperCase()}`],
  ['six signatures', `t=${T}${`,v1=${'0'.repeat(64)}`.repeat(5)},v1=${sign(NEW)}`],
  ['a time that is no number', `t=now,v1=${sign(NEW, 'now')}`],
  ['a negative time', `t=-1,v1=${sign(NEW, -1)}`],
])('with %s it is refused', async (_, header) => {
  expect(await isAccepted(header)).toBe(false)
})

test('a body that was changed is refused, and so is everything where there is no secret', async () => {
  const header = `t=${T},v1=${sign(NEW)}`
  expect(await isAccepted(header, { body: `${BODY} ` })).toBe(false)
  expect(await isAccepted(header, { secrets: [] })).toBe(false)
  expect(await isAccepted(header, { secrets: [OLD] })).toBe(false)
})
