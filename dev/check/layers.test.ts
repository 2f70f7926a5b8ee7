import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { findWrongImports } from './find-wrong-imports.ts'
import { LAYER_RULES } from './layer-rules.ts'
import { checkLayers } from './layers.ts'

const ROOT = join(import.meta.dirname, '../..')

const wrong: [path: string, name: string][] = [
  ['schema/wire/a.ts', '#schema/postgres/index.ts'],
  ['schema/wire/a.ts', '../mysql/index.ts'],
  ['schema/wire/a.ts', '#domain/roles/can.ts'],
  ['schema/wire/a.ts', 'drizzle-orm'],
  ['schema/wire/a.ts', 'node:crypto'],
  ['schema/postgres/a.ts', '../wire/ids.ts'],
  ['schema/postgres/a.ts', '#schema/mysql/index.ts'],
  ['schema/postgres/a.ts', 'pg'],
  ['schema/mysql/a.ts', '../postgres/index.ts'],
  ['domain/roles/a.ts', '#services/rooms/load-room.ts'],
  ['domain/roles/a.ts', '../../services/rooms/load-room.ts'],
  ['domain/roles/a.ts', '#schema/postgres/index.ts'],
  ['domain/roles/a.ts', 'node:crypto'],
  ['domain/roles/a.ts', 'hono'],
  ['services/rooms/a.ts', '#durable-objects/room/contract.ts'],
  ['services/rooms/a.ts', '#workers/index.ts'],
  ['services/rooms/a.ts', '#sdk/index.ts'],
  ['services/rooms/a.ts', '#dev/stand/start-stand.ts'],
  ['services/rooms/a.ts', '../../domain/roles/can.ts'],
  ['durable-objects/room/a.ts', '#workers/gateway/app.ts'],
  ['durable-objects/room/a.ts', '#durable-objects/drainer/drainer.ts'],
  ['durable-objects/room/core/a.ts', '../../drainer/drainer.ts'],
  ['durable-objects/room/a.ts', '#test/start-test-platform.ts'],
  ['workers/gateway/a.ts', '#sdk/index.ts'],
  ['workers/gateway/a.ts', '#web/main.tsx'],
  ['workers/gateway/a.ts', '#bench/run.ts'],
  ['sdk/a.ts', '#services/rooms/load-room.ts'],
  ['sdk/a.ts', '#schema/postgres/index.ts'],
  ['sdk/a.ts', 'node:events'],
  ['sdk/a.ts', 'ws'],
  ['web/a.tsx', '#services/rooms/load-room.ts'],
  ['web/a.tsx', '#schema/mysql/index.ts'],
  ['web/a.tsx', '#durable-objects/room/contract.ts'],
  ['web/a.tsx', 'node:path'],
  ['web/a.tsx', 'cloudflare:workers'],
]

const right: [path: string, name: string][] = [
  ['schema/wire/server/a.ts', '../ids.ts'],
  ['schema/wire/a.ts', 'zod'],
  ['schema/wire/a.ts', 'zod/v4'],
  ['schema/postgres/a.ts', 'drizzle-orm/pg-core'],
  ['domain/roles/a.ts', '#schema/wire/ids.ts'],
  ['services/rooms/a.ts', '#schema/mysql/index.ts'],
  ['durable-objects/room/core/a.ts', '../contract.ts'],
  ['durable-objects/room/a.ts', '#durable-objects/drainer/contract.ts'],
  ['durable-objects/room/a.ts', 'cloudflare:workers'],
  ['workers/index.ts', '#durable-objects/room/room.ts'],
  ['sdk/a.ts', '#domain/roles/can.ts'],
  ['web/a.tsx', '#sdk/index.ts'],
  ['web/vite.config.ts', 'node:path'],
  ['dev/a.ts', '#workers/index.ts'],
  ['services/rooms/a.stand.test.ts', '#test/start-test-platform.ts'],
]

describe('an import', () => {
  it.each(wrong)('in %s of %s is refused', (path, name) => {
    expect(findWrongImports(path, `import { a } from '${name}'\nexport { a }\n`)).toHaveLength(1)
  })
  it.each(right)('in %s of %s is allowed', (path, name) => {
    expect(findWrongImports(path, `import { a } from '${name}'\nexport { a }\n`)).toEqual([])
  })
  it('is refused by every layer rule', () => {
    for (const { folder } of LAYER_RULES)
      expect(wrong.some(([path]) => path.startsWith(`${folder.replace('/*', '')}/`))).toBe(true)
  })
  it.each([
    ['for its side effects', `import '#workers/index.ts'`],
    ['of types', `import type { A } from '#workers/index.ts'\nexport type B = A`],
    ['and export in one', `export { a } from '#workers/index.ts'`],
    ['of all that is exported', `export * from '#workers/index.ts'`],
    ['at run time', `export const a = () => import('#workers/index.ts')`],
    ['inside a type', `export type A = import('#workers/index.ts').A`],
  ])('%s counts', (_, source) => {
    expect(findWrongImports('domain/roles/a.ts', source)).toHaveLength(1)
  })
  it('that only a comment or a string shows does not count', () => {
    const source = `// import '#workers/index.ts'\nexport const a = "import '#workers/index.ts'"\n`
    expect(findWrongImports('domain/roles/a.ts', source)).toEqual([])
  })
})

describe('a folder', () => {
  it.each(['utils/a.ts', 'domain/helpers/a.ts', 'web/common/a.tsx', 'dev/lib/a.ts'])(
    '%s is refused',
    (path) => {
      expect(findWrongImports(path, '').some((line) => line.includes('hides what is in it'))).toBe(true)
    },
  )
  it('that no rule covers is refused', () => {
    expect(findWrongImports('plugins/a.ts', '')).toHaveLength(1)
  })
})

describe('the command', () => {
  const folders: string[] = []
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })
  const run = (files: Record<string, string>) => {
    const root = mkdtempSync(join(tmpdir(), 'layers-'))
    folders.push(root)
    execFileSync('git', ['init', '-q'], { cwd: root })
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true })
      writeFileSync(join(root, path), source)
    }
    return spawnSync(process.execPath, [join(ROOT, 'dev/check/layers.ts'), root], { encoding: 'utf8' })
  }
  it('fails on one planted import and names the file', () => {
    const { status, stderr } = run({ 'domain/a.ts': `import '#services/b.ts'`, 'services/b.ts': '' })
    expect(status).toBe(1)
    expect(stderr).toContain('domain/a.ts: domain may not import services/b.ts')
  })
  it('passes what keeps the rules', () => {
    expect(run({ 'services/a.ts': `import '#domain/b.ts'`, 'domain/b.ts': '' }).status).toBe(0)
  })
})

it('this repository keeps its layers', () => {
  expect(checkLayers(ROOT)).toEqual([])
})
