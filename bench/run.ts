import { parseArgs } from 'node:util'
import {
  describeCost,
  describeDrain,
  describeFanout,
  describeFilter,
  describeHuge,
  describeLatency,
  describeResume,
  describeRevocation,
  describeStorm,
  describeThreshold,
} from './report/sections.ts'
import type { Section } from './report/write-section.ts'
import type { Say } from './with-bench-stand.ts'

type Finished = { result: unknown; section: Section }

const benchmark =
  <T>(load: () => Promise<(say: Say) => Promise<T>>, describe: (result: T) => Section) =>
  async (say: Say): Promise<Finished> => {
    const run = await load()
    const result = await run(say)
    return { result, section: describe(result) }
  }

const BENCHMARKS = new Map([
  ['fanout', benchmark(async () => (await import('./fanout.ts')).runFanout, describeFanout)],
  ['latency', benchmark(async () => (await import('./latency.ts')).runLatency, describeLatency)],
  ['resume', benchmark(async () => (await import('./resume.ts')).runResume, describeResume)],
  ['storm', benchmark(async () => (await import('./storm.ts')).runStorm, describeStorm)],
  ['huge', benchmark(async () => (await import('./huge.ts')).runHuge, describeHuge)],
  ['threshold', benchmark(async () => (await import('./threshold.ts')).runThreshold, describeThreshold)],
  ['revocation', benchmark(async () => (await import('./revocation.ts')).runRevocation, describeRevocation)],
  ['drain', benchmark(async () => (await import('./drain.ts')).runDrain, describeDrain)],
  ['filter', benchmark(async () => (await import('./filter.ts')).runFilter, describeFilter)],
  ['cost', benchmark(async () => (await import('./cost.ts')).runCost, describeCost)],
])

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
  allowPositionals: true,
})

const name = positionals[0] ?? ''
const run = BENCHMARKS.get(name)
if (run === undefined) {
  process.stderr.write(`Usage: npm run bench -- ${[...BENCHMARKS.keys()].join('|')} [--json] [--write]\n`)
  process.exit(2)
}

const { result, section } = await run((line) => process.stderr.write(`${line}\n`))
if (values.write) {
  const { writeSection } = await import('./report/write-section.ts')
  writeSection(name, section)
  process.stderr.write('docs/benchmarks.md and its charts have the new figures.\n')
}
if (values.json) {
  process.stdout.write(`${JSON.stringify(result)}\n`)
} else {
  console.table(section.rows)
}
