import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillTables } from './fill-tables.ts'
import { ROLES_TABLES } from './render-roles-tables.ts'

const file = join(import.meta.dirname, '../../docs/roles.md')
writeFileSync(file, fillTables(readFileSync(file, 'utf8'), ROLES_TABLES))
