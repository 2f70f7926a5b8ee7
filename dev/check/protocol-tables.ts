import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillTables } from './fill-tables.ts'
import { PROTOCOL_TABLES } from './render-protocol-tables.ts'

const file = join(import.meta.dirname, '../../docs/protocol.md')
writeFileSync(file, fillTables(readFileSync(file, 'utf8'), PROTOCOL_TABLES))
