import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { arch } from 'node:os'
import { join } from 'node:path'
import { cacheDir } from './cache-dir.ts'
import { findProgram } from './find-program.ts'
import { withLock } from './hold-lock.ts'
import { runCommand } from './run-command.ts'

const COMPLETE = '.complete'

/**
 * Unpacks Debian packages, and what they need that is not installed, into a folder of this user's cache without
 * installing anything. Later calls find the folder complete and return at once.
 * @throws Error with one sentence about `product` when the packages cannot be had.
 */
export async function unpackDebianPackages(product: string, packages: string[]): Promise<string> {
  const folder = cacheDir(`${packages[0]}-${readSystemName()}-${arch()}`)
  if (existsSync(join(folder, COMPLETE))) return folder
  if (!findProgram('apt-get') || !findProgram('dpkg')) {
    throw new Error(
      `${product} is missing: install it, or use Debian or Ubuntu, where it is fetched by itself.`,
    )
  }
  return withLock(`${folder}.lock`, async () => {
    if (existsSync(join(folder, COMPLETE))) return folder
    const partial = `${folder}.partial`
    rmSync(partial, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
    await download(product, packages, join(partial, 'packages'))
    await unpack(product, partial)
    writeFileSync(join(partial, COMPLETE), '')
    renameSync(partial, folder)
    return folder
  })
}

/** The folders that hold the unpacked shared libraries, for LD_LIBRARY_PATH. */
export function findLibraryFolders(root: string): string[] {
  return [join(root, 'usr/lib'), join(root, 'lib')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('-linux-gnu'))
        .map((name) => join(folder, name)),
    )
}

async function download(product: string, packages: string[], folder: string): Promise<void> {
  if (await tryDownload(packages, folder, [])) return
  const own = process.getuid?.() === 0 ? [] : privateAptState(cacheDir('apt'))
  const update = await runCommand('apt-get', [...own, 'update'])
  if (update.code === 0 && (await tryDownload(packages, folder, own))) return
  throw new Error(
    `${product} is missing and its Debian packages (${packages.join(', ')}) cannot be downloaded.`,
  )
}

/** Downloads what an installation would: without the lock, since nothing is installed, it needs no root. */
async function tryDownload(packages: string[], folder: string, aptOptions: string[]): Promise<boolean> {
  mkdirSync(join(folder, 'partial'), { recursive: true })
  const { code } = await runCommand('apt-get', [
    ...aptOptions,
    ...['-o', 'Debug::NoLocking=true', '-o', `Dir::Cache::archives=${folder}/`],
    ...['install', '--download-only', '--reinstall', '--yes', '--no-install-recommends'],
    ...packages,
  ])
  return code === 0
}

/** Without root apt cannot refresh the system's lists: it gets lists of its own. */
function privateAptState(folder: string): string[] {
  mkdirSync(join(folder, 'lists/partial'), { recursive: true })
  return ['-o', `Dir::State::lists=${join(folder, 'lists')}`, '-o', `Dir::Cache=${folder}`]
}

async function unpack(product: string, root: string): Promise<void> {
  const folder = join(root, 'packages')
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    const { code } = await runCommand('dpkg', ['-x', join(folder, file), root])
    if (code !== 0) throw new Error(`${product} is missing: the package ${file} cannot be unpacked.`)
  }
  rmSync(folder, { recursive: true, force: true })
}

function readSystemName(): string {
  try {
    const release = readFileSync('/etc/os-release', 'utf8')
    return /^VERSION_CODENAME=(\w+)/m.exec(release)?.[1] ?? 'linux'
  } catch {
    return 'linux'
  }
}
