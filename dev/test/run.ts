import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { addCounts, type Counts, countTests, formatCounts, isGood, NO_TESTS } from './count-tests.ts'

const ROOT = join(import.meta.dirname, '../..')
const PROJECTS = ['node', 'workerd', 'stand', 'web']
const PROJECT_TIMEOUT_MS = 40 * 60_000

const reports = mkdtempSync(join(tmpdir(), 'sentinel-test-'))

const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: PROJECT_TIMEOUT_MS,
    env: {
      ...process.env,
      PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
    },
  }).status

function buildWeb(): Counts {
  const config = 'web/vite.config.ts'
  if (!existsSync(join(ROOT, config))) return NO_TESTS
  console.log('\nBuilding the web app')
  return run('vite', ['build', '--config', config, '--logLevel', 'warn']) === 0
    ? NO_TESTS
    : { passed: 0, failed: 1, skipped: 0 }
}

function runProject(project: string): Counts {
  console.log(`\nTests in ${project}`)
  const file = join(reports, `${project}.json`)
  const exitCode = run('vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  const counts = countTests(existsSync(file) ? readFileSync(file, 'utf8') : null, exitCode)
  console.log(`${project}: ${formatCounts(counts)}`)
  return counts
}

const named = process.argv.slice(2)
const unknown = named.find((name) => !PROJECTS.includes(name))
if (unknown !== undefined) {
  console.error(`There is no test project ${unknown}: name some of ${PROJECTS.join(', ')}.`)
  process.exit(1)
}

let total = buildWeb()
for (const project of named.length > 0 ? PROJECTS.filter((name) => named.includes(name)) : PROJECTS)
  total = addCounts(total, runProject(project))
rmSync(reports, { recursive: true })
console.log(`\n${formatCounts(total)}`)
process.exitCode = isGood(total) ? 0 : 1
