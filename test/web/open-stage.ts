import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { inject } from 'vitest'

export type Visitor = {
  page: Page
  context: BrowserContext
  /** Script errors and what the content security policy refused: no test may leave any. */
  troubles: string[]
}

export type Stage = {
  /** A browser profile of its own, at the platform's start page. */
  visit(options?: BrowserContextOptions): Promise<Visitor>
  close(): Promise<void>
}

const ACTION_TIMEOUT_MS = 20_000

/** Browsers in front of the page as it is deployed, with the whole platform behind it. */
export async function openStage(origin = inject('webStage').origin): Promise<Stage> {
  const browser = await chromium.connect(inject('webStage').browserEndpoint)
  return { visit: (options) => visit(browser, origin, options), close: () => browser.close() }
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
