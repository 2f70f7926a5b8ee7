import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findWrongImports } from './find-wrong-imports.ts'
import { listFiles } from './list-files.ts'

/** Every wrong import and folder name in the repository at `root`. */
export function checkLayers(root: string): string[] {
  return listFiles(root)
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => findWrongImports(path, readFileSync(join(root, path), 'utf8')))
}

if (import.meta.main) {
  const wrong = checkLayers(process.argv[2] ?? process.cwd())
  for (const line of wrong) console.error(line)
  process.exitCode = wrong.length === 0 ? 0 : 1
}
