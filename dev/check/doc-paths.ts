import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findDeadPaths } from './find-dead-paths.ts'
import { listFiles } from './list-files.ts'

/** Every path and link in the Markdown files of the repository at `root` that leads nowhere. */
export function checkDocPaths(root: string): string[] {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  return listFiles(root)
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => findDeadPaths(root, path, read))
}

if (import.meta.main) {
  const dead = checkDocPaths(process.argv[2] ?? process.cwd())
  for (const line of dead) console.error(line)
  process.exitCode = dead.length === 0 ? 0 : 1
}
