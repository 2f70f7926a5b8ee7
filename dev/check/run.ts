import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const BINARIES = join(ROOT, 'node_modules/.bin')

const STEPS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format and lint', 'biome', 'ci', '--error-on-warnings', '--max-diagnostics=200', '.'],
  ['layers', process.execPath, 'dev/check/layers.ts'],
  ['types of the Worker', 'tsc', '-p', 'tsconfig.worker.json', '--noEmit'],
  ['types of what Node runs', 'tsc', '-p', 'tsconfig.node.json', '--noEmit'],
  ['types of what browsers run', 'tsc', '-p', 'tsconfig.web.json', '--noEmit'],
  ['types of the tests beside the Worker', 'tsc', '-p', 'tsconfig.test.json', '--noEmit'],
  ['unused code', 'knip'],
  ['paths in the documents', process.execPath, 'dev/check/doc-paths.ts'],
]

const failed: string[] = []
for (const [name, command, ...args] of STEPS) {
  const started = performance.now()
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    timeout: 300_000,
    env: { ...process.env, PATH: `${BINARIES}${delimiter}${process.env.PATH ?? ''}` },
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (status !== 0) failed.push(name)
}
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`)
process.exitCode = failed.length === 0 ? 0 : 1
