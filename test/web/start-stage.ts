import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { buildWeb } from '#dev/platform/build-web.ts'
import { provideChromium } from '#dev/provision/provide-chromium.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type Visitor = {
  page: Page
  context: BrowserContext
  /** Script errors and what the content security policy refused: no test may leave any. */
  troubles: string[]
}

export type Stage = {
  platform: TestPlatform
  /** A browser profile of its own, at the platform's start page. */
  visit(options?: BrowserContextOptions): Promise<Visitor>
  stop(): Promise<void>
}

const ACTION_TIMEOUT_MS = 20_000

/** The page as it is deployed, the whole platform behind it, and browsers in front. */
export async function startStage(): Promise<Stage> {
  const [executablePath] = await Promise.all([provideChromium(), buildWeb()])
  const [browser, platform] = await Promise.all([
    chromium.launch({ executablePath, args: ARGUMENTS }),
    startTestPlatform(),
  ])
  return {
    platform,
    visit: (options) => visit(browser, platform.origin, options),
    stop: async () => {
      await browser.close()
      await platform.stop()
    },
  }
}

async function visit(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'en-GB', baseURL: origin, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(ACTION_TIMEOUT_MS)
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text())) troubles.push(message.text())
  })
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ blockedURI, violatedDirective }) =>
      console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`),
    ),
  )
  await page.goto('/')
  return { page, context, troubles }
}
