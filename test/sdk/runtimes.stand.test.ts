import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

const run = promisify(execFile)
const SCRIPT = 'test/sdk/end-to-end.ts'
const RUNTIMES = [
  ['Node', 'node', []],
  ['Bun', 'bun', ['run']],
  ['Deno', 'deno', ['run', '--no-check', '--node-modules-dir=manual', '--allow-net', '--allow-env']],
] as const

let platform: TestPlatform

beforeAll(async () => {
  await migrate(inject('stand').env)
  platform = await startTestPlatform()
})

afterAll(() => platform?.stop())

test.each(RUNTIMES)('the SDK holds a whole conversation in %s', async (_name, command, flags) => {
  const program = `node_modules/.bin/${command}`
  const { stdout } = await run(program, [...flags, SCRIPT, platform.origin], { timeout: 60_000 })
  expect(stdout).toBe('102 messages were said and heard.\n')
})
