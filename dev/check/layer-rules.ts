/** One layer: the code under `folder`, the parts of the repository and the packages that it may import. */
export type LayerRule = {
  folder: string
  /** Folders, or files where the name ends in `.ts`; `*` stands for one folder name. */
  mayImport: readonly string[]
  /** Absent: any package. A name ends at its scope and first part; `node:` and `cloudflare:` stand for all of theirs. */
  packages?: readonly string[]
}

/** Imports point one way: schema/wire ← domain ← services ← durable-objects, workers. The most specific folder rules. */
export const LAYER_RULES: readonly LayerRule[] = [
  { folder: 'schema/wire', mayImport: ['schema/wire'], packages: ['zod'] },
  { folder: 'schema/postgres', mayImport: ['schema/postgres'], packages: ['drizzle-orm'] },
  { folder: 'schema/mysql', mayImport: ['schema/mysql'], packages: ['drizzle-orm'] },
  { folder: 'domain', mayImport: ['domain', 'schema/wire'], packages: ['uuidv7', 'zod'] },
  { folder: 'services', mayImport: ['services', 'domain', 'schema'] },
  {
    folder: 'durable-objects/*',
    mayImport: [
      'durable-objects/=',
      'durable-objects/*/contract.ts',
      'durable-objects/sockets',
      'services',
      'domain',
      'schema',
    ],
  },
  { folder: 'workers', mayImport: ['workers', 'durable-objects', 'services', 'domain', 'schema'] },
  { folder: 'sdk', mayImport: ['sdk', 'schema/wire', 'domain'], packages: ['uuidv7', 'zod'] },
  { folder: 'web', mayImport: ['web', 'sdk', 'schema/wire', 'domain'] },
]

/** What browsers run: no package of these platforms. */
export const BROWSER_FOLDERS: readonly string[] = ['schema/wire', 'domain', 'sdk', 'web']
export const SERVER_PACKAGES: readonly string[] = ['node:', 'cloudflare:']

/** These, and tests beside any source, may import anything. */
export const UNRULED_FOLDERS: readonly string[] = ['bench', 'dev', 'test']

/** Names that say nothing about what is inside. */
export const REFUSED_FOLDER_NAMES: readonly string[] = ['utils', 'helpers', 'common', 'lib']
