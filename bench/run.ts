import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
})

const benchmarks: Record<string, (say: (line: string) => void) => Promise<unknown>> = {
  fanout: async (say) => (await import('./fanout.ts')).runFanout(say),
  latency: async (say) => (await import('./latency.ts')).runLatency(say),
  resume: async (say) => (await import('./resume.ts')).runResume(say),
  storm: async (say) => (await import('./storm.ts')).runStorm(say),
  huge: async (say) => (await import('./huge.ts')).runHuge(say),
  drain: async (say) => (await import('./drain.ts')).runDrain(say),
}

const name = positionals[0] ?? ''
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined
if (benchmark === undefined) {
  process.stderr.write(`Usage: npm run bench -- ${Object.keys(benchmarks).join('|')} [--json]\n`)
  process.exit(2)
}

const result = await benchmark((line) => process.stderr.write(`${line}\n`))
if (values.json) {
  process.stdout.write(`${JSON.stringify(result)}\n`)
} else if (typeof result === 'object' && result !== null && 'rows' in result && Array.isArray(result.rows)) {
  console.table(result.rows)
  if ('ratios' in result) console.table(result.ratios)
} else {
  console.table(result)
}
