import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkDocPaths } from './doc-paths.ts'
import { findDeadPaths } from './find-dead-paths.ts'

const root = mkdtempSync(join(tmpdir(), 'doc-paths-'))
mkdirSync(join(root, 'docs'))
mkdirSync(join(root, 'domain/roles'), { recursive: true })
writeFileSync(join(root, 'domain/roles/can.ts'), '')
writeFileSync(join(root, 'wrangler.toml'), '')
const other = '# Other\n\n## The way, in short\n'
writeFileSync(join(root, 'docs/other.md'), other)
writeFileSync(join(root, 'docs/a.md'), '')
afterAll(() => rmSync(root, { recursive: true }))

const find = (markdown: string) =>
  findDeadPaths(root, 'docs/a.md', (path) => (path === 'docs/other.md' ? other : markdown))

describe('alive', () => {
  it.each([
    'see `domain/roles/can.ts`',
    'see `domain/roles/` and `domain/*/can.ts` and `domain/roles/{can,may}.ts`',
    'see `wrangler.toml` and `other.md`',
    'see [it](other.md), [there](other.md#the-way-in-short), [up](../wrangler.toml)',
    'see [the net](https://example.com/dead) and `/api/v1/rooms`, `npm run dev`, `a/b`',
    '```\n`domain/gone.ts`\n```',
  ])('%j', (markdown) => {
    expect(find(markdown)).toEqual([])
  })
})

describe('dead', () => {
  it.each([
    'see `domain/roles/may.ts`',
    'see `web/` which is gone',
    'see `domain/gone/*.ts`',
    'see `gone.toml`',
    'see [it](gone.md)',
    'see [it](#gone)',
    'see [there](other.md#gone)',
  ])('%j', (markdown) => {
    expect(find(markdown)).toHaveLength(1)
  })
})

it('the documents of this repository cite only what is there', () => {
  expect(checkDocPaths(join(import.meta.dirname, '../..'))).toEqual([])
})
