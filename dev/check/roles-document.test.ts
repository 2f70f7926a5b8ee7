import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fillTables } from './fill-tables.ts'
import { ROLES_TABLES } from './render-roles-tables.ts'

const markdown = readFileSync(join(import.meta.dirname, '../../docs/roles.md'), 'utf8')

it('the tables of roles are those of the code: run node dev/check/roles-tables.ts', () => {
  expect(markdown).toBe(fillTables(markdown, ROLES_TABLES))
  for (const render of Object.values(ROLES_TABLES)) expect(markdown).toContain(render())
})

it('a table that differs is found', () => {
  const stale = markdown.replace('| `room.create` | - |', '| `room.create` | yes |')
  expect(stale).not.toBe(markdown)
  expect(fillTables(stale, ROLES_TABLES)).toBe(markdown)
})
