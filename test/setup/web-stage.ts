import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { buildWeb } from '#dev/platform/build-web.ts'
import { provideChromium } from '#dev/provision/provide-chromium.ts'
import { launchPlatform } from '../launch-platform.ts'

/** One platform and one browser for all tests of the page; each test brings its own people and rooms. */
export type WebStage = { origin: string; variables: Record<string, string>; browserEndpoint: string }

declare module 'vitest' {
  interface ProvidedContext {
    webStage: WebStage
  }
}

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** After the stand and the Worker's bundle. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stand, workerScript } = project.getProvidedContext()
  const [executablePath] = await Promise.all([provideChromium(), buildWeb()])
  const platform = await launchPlatform({ env: stand.env, scriptPath: workerScript })
  const browser = await chromium
    .launchServer({ executablePath, args: ARGUMENTS, host: '127.0.0.1' })
    .catch(async (error: unknown) => {
      await platform.stop()
      throw error
    })
  const { origin, variables } = platform
  project.provide('webStage', { origin, variables, browserEndpoint: browser.wsEndpoint() })
  return async () => {
    await browser.close()
    await platform.stop()
  }
}
