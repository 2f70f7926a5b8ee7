import type { Page } from 'playwright-core'

export type Account = { name: string; email: string; password: string }

let made = 0

export function createAccount(name: string): Account {
  made += 1
  return { name, email: `person-${made}-${process.pid}@example.com`, password: 'a long enough password' }
}

export async function signUp(page: Page, { name, email, password }: Account): Promise<void> {
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
}

export async function enterAsGuest(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Guest', exact: true }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Continue as a guest' }).click()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
}

export async function createRoom(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New room' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Create room' }).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
  await waitUntilOnline(page)
}

export async function joinRoom(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'All rooms' }).click()
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Join room' }).click()
  await waitUntilOnline(page)
}

export const waitUntilOnline = (page: Page): Promise<void> =>
  page.getByRole('status').getByText('Online', { exact: true }).waitFor()

/** Returns as soon as the text is in the page's hands, sent or not. */
export async function say(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: /^Message to/ })
  await composer.fill(text)
  await composer.press('Enter')
}

/** The texts in view as they stand, oldest first, without those not sent yet. */
export const readMessages = (page: Page): Promise<string[]> =>
  page.locator('.message[data-message] .message-text').allTextContents()

export const messageOf = (page: Page, text: string) =>
  page.locator('.message[data-message]').filter({ hasText: text })
