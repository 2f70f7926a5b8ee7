import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))

test.each([
  ['postgres', 'postgresql'],
  ['mysql', 'mysql'],
])(
  'the migrations of %s end in exactly the tables of the schema',
  async (database, dialect) => {
    const out = await mkdtemp(join(tmpdir(), 'sentinel-schema-'))
    try {
      await cp(join(root, 'schema', database, 'migrations'), out, { recursive: true })
      const before = await readdir(out)
      const schema = join(root, 'schema', database, 'index.ts')
      const kit = join(root, 'node_modules/drizzle-kit/bin.cjs')
      const options = [
        'generate',
        `--dialect=${dialect}`,
        `--schema=${schema}`,
        `--out=${relative(root, out)}`,
      ]
      const { stdout } = await run(process.execPath, [kit, ...options], { cwd: root })
      expect(stdout).toContain('No schema changes')
      expect(await readdir(out)).toEqual(before)
    } finally {
      await rm(out, { recursive: true })
    }
  },
  30_000,
)
