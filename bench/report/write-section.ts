import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'
import { join } from 'node:path'
import { type Chart, drawChart } from './draw-chart.ts'

export type Section = {
  heading: string
  /** Paragraphs of Markdown. */
  text: readonly string[]
  rows: readonly Record<string, string | number>[]
  charts: readonly Chart[]
}

/** Puts a benchmark's section in the place of its last one, and its charts beside it. */
export function writeSection(name: string, section: Section, docsDir = 'docs'): void {
  const folder = join(docsDir, 'benchmarks')
  mkdirSync(folder, { recursive: true })
  const images = section.charts.map((chart, index) => {
    const file = `${name}${index === 0 ? '' : `-${index + 1}`}.svg`
    writeFileSync(join(folder, file), drawChart(chart))
    return `![${chart.title}, ${chart.unit}](benchmarks/${file})`
  })
  const body = [
    `## ${section.heading}`,
    ...section.text,
    ...images,
    renderTable(section.rows),
    `\`npm run bench -- ${name} --write\` on ${describeMachine()}, ${new Date().toISOString().slice(0, 10)}.`,
  ].join('\n\n')
  const file = join(docsDir, 'benchmarks.md')
  writeFileSync(file, replaceSection(readFileSync(file, 'utf8'), name, body))
}

export function replaceSection(document: string, name: string, body: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`]
  const from = document.indexOf(begin)
  const to = document.indexOf(end)
  if (from < 0 || to < from) throw new Error(`The document has no place for ${name}.`)
  return `${document.slice(0, from + begin.length)}\n${body}\n${document.slice(to)}`
}

function renderTable(rows: readonly Record<string, string | number>[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ''))),
  ].join('\n')
}

function describeMachine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} cores, ${gigabytes} GiB, ${platform()} ${arch()}`
}
