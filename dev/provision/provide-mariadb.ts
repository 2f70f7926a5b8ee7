import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findProgram } from './find-program.ts'
import { findLibraryFolders, unpackDebianPackages } from './unpack-debian-packages.ts'

export type MariadbProgram = { mariadbd: string; shareDir: string; baseDir: string; libraryPath: string[] }

/** MariaDB's server: the installed one, else one unpacked from Debian's packages. */
export async function provideMariadb(): Promise<MariadbProgram> {
  const installed = findProgram('mariadbd')
  const installedBase = installed && dirname(dirname(installed))
  if (installed && installedBase) {
    const shareDir = findShareDir(installedBase)
    if (shareDir) return { mariadbd: installed, shareDir, baseDir: installedBase, libraryPath: [] }
  }
  const root = await unpackDebianPackages('MariaDB', ['mariadb-server-core'])
  const baseDir = join(root, 'usr')
  const shareDir = findShareDir(baseDir)
  if (!shareDir) throw new Error('MariaDB is missing: its Debian package holds no system tables.')
  return {
    mariadbd: join(baseDir, 'sbin/mariadbd'),
    shareDir,
    baseDir,
    libraryPath: findLibraryFolders(root),
  }
}

function findShareDir(baseDir: string): string | undefined {
  return ['share/mysql', 'share/mariadb']
    .map((name) => join(baseDir, name))
    .find(
      (folder) => existsSync(folder) && readdirSync(folder).some((file) => /_system_tables\.sql$/.test(file)),
    )
}
