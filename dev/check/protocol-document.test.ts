import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { clientFrame } from '#schema/wire/client/frame.ts'
import { PROTOCOL } from '#schema/wire/protocol-version.ts'
import { serverFrame } from '#schema/wire/server/frame.ts'
import { fillTables } from './fill-tables.ts'
import { listFiles } from './list-files.ts'
import { PROTOCOL_TABLES } from './render-protocol-tables.ts'

const ROOT = join(import.meta.dirname, '../..')
const markdown = readFileSync(join(ROOT, 'docs/protocol.md'), 'utf8')
const RULE = /\[[A-Z]+\d+\]/gu

it('the tables of the protocol are those of the code: run node dev/check/protocol-tables.ts', () => {
  expect(markdown).toBe(fillTables(markdown, PROTOCOL_TABLES))
  for (const render of Object.values(PROTOCOL_TABLES)) expect(markdown).toContain(render())
})

it('the protocol names its version', () => {
  expect(markdown).toContain(`\`${PROTOCOL}\``)
})

it('each rule stands once', () => {
  const rules = [...markdown.matchAll(/^- \*\*(\[[A-Z]+\d+\])\*\*/gmu)].map((match) => match[1])
  expect(rules.length).toBeGreaterThan(30)
  expect(new Set(rules).size).toBe(rules.length)
})

it('each rule that a test names is a rule of the protocol', () => {
  const rules = new Set(markdown.match(RULE))
  const unknown = listFiles(ROOT)
    .filter((path) => path.endsWith('.test.ts') && !path.startsWith('dev/check/'))
    .flatMap((path) => {
      const named =
        readFileSync(join(ROOT, path), 'utf8').match(/(?<=['"`](\[[A-Z]+\d+\] )*)\[[A-Z]+\d+\]/gu) ?? []
      return named.filter((rule) => !rules.has(rule)).map((rule) => `${path}: ${rule}`)
    })
  expect(unknown).toEqual([])
})

it('each rule of the protocol is the claim of a test', () => {
  const named = listFiles(ROOT)
    .filter((path) => path.endsWith('.test.ts') && !path.startsWith('dev/check/'))
    .flatMap((path) => readFileSync(join(ROOT, path), 'utf8').match(RULE) ?? [])
  const rules = [...markdown.matchAll(/^- \*\*(\[[A-Z]+\d+\])\*\*/gmu)].map((match) => match[1] ?? '')
  expect(rules.filter((rule) => !named.includes(rule))).toEqual([])
})

it('the frames of the example are frames of the protocol', () => {
  const shown = [...markdown.matchAll(/^([→←]) (.+)$/gmu)]
  expect(shown.length).toBeGreaterThan(4)
  for (const [, way, frame = ''] of shown) {
    const value: unknown = JSON.parse(frame)
    expect((way === '→' ? clientFrame : serverFrame).parse(value)).toEqual(value)
  }
})
