import { cacheDir } from './cache-dir.ts'
import { findProgram } from './find-program.ts'
import { withLock } from './hold-lock.ts'
import { runCommand } from './run-command.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const PACKAGES = ['chromium', 'fonts-liberation']

/**
 * The path of a Chromium for the browser tests: the installed one, else, as root, installed by apt.
 * @throws Error with one sentence when none can be had.
 */
export async function provideChromium(): Promise<string> {
  const installed = findProgram(...NAMES)
  if (installed) return installed
  if (process.getuid?.() !== 0 || !findProgram('apt-get')) {
    throw new Error('Chromium is missing: install it, for example with `apt-get install chromium`.')
  }
  return withLock(cacheDir('chromium.lock'), async () => {
    const found = findProgram(...NAMES) ?? (await installChromium())
    if (!found) throw new Error('Chromium is missing and apt-get cannot install it.')
    return found
  })
}

async function installChromium(): Promise<string | undefined> {
  const install = () =>
    runCommand('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    })
  if ((await install()).code !== 0) {
    await runCommand('apt-get', ['update'])
    await install()
  }
  return findProgram(...NAMES)
}
