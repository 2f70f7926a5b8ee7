import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { replaceSection, writeSection } from './write-section.ts'

const DOCUMENT = `# Figures
<!-- begin drain -->
old
<!-- end drain -->
<!-- begin cost -->
dear
<!-- end cost -->
`

test('a section takes the place of its last one and leaves the others', () => {
  const once = replaceSection(DOCUMENT, 'drain', 'new')
  expect(once).toContain('<!-- begin drain -->\nnew\n<!-- end drain -->')
  expect(once).not.toContain('old')
  expect(once).toContain('dear')
  expect(replaceSection(once, 'drain', 'new')).toBe(once)
})

test('a document without the place is refused', () => {
  expect(() => replaceSection(DOCUMENT, 'filter', 'new')).toThrow('no place for filter')
})

test('a section has its text, its table and charts that stand alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-report-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'benchmarks.md'), DOCUMENT)
  const chart = {
    title: 'Drain',
    unit: 'messages a second',
    kind: 'bars',
    scale: 'linear',
    groups: ['round 1', 'round 2'],
    series: [{ name: 'drain', values: [10_400, 9_000] }],
  } as const
  const rows = [{ round: 1, 'messages/s': 10_400 }]
  writeSection(
    'drain',
    { heading: 'Drain', text: ['How fast it goes.'], rows, charts: [chart, chart] },
    folder,
  )
  const document = readFileSync(join(folder, 'benchmarks.md'), 'utf8')
  expect(document).toContain('How fast it goes.')
  expect(document).toContain('| round | messages/s |\n| --- | --- |\n| 1 | 10400 |')
  expect(document).toContain('](benchmarks/drain.svg)')
  expect(document).toContain('](benchmarks/drain-2.svg)')
  const svg = readFileSync(join(folder, 'benchmarks/drain.svg'), 'utf8')
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
  expect(svg).toContain('round 2')
  expect(svg).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/)
})
