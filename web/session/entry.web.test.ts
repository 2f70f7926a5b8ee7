import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccount, enterAsGuest, signUp } from '#test/web/act.ts'
import { openStage, type Stage } from '#test/web/open-stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})

afterAll(() => stage?.close())

describe('entering', () => {
  const account = createAccount('Ada')

  it('signs up, and a reload finds the same person signed in', async () => {
    const { page, troubles } = await stage.visit()
    await signUp(page, account)
    await page.getByText('Ada', { exact: true }).waitFor()
    await page.reload()
    await page.getByText('Ada', { exact: true }).waitFor()
    expect(troubles).toEqual([])
  })

  it('signs in with the right password only, and out again', async () => {
    const { page } = await stage.visit()
    await page.getByLabel('E-mail address').fill(account.email)
    await page.getByLabel('Password').fill('not the password')
    await page.locator('form').getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('The e-mail address or the password is wrong.').waitFor()
    await page.getByLabel('Password').fill(account.password)
    await page.locator('form').getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Password').waitFor()
    await page.reload()
    await page.getByLabel('Password').waitFor()
  })

  it('an address that is taken is refused with a reason', async () => {
    const { page } = await stage.visit()
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.getByLabel('Name').fill('Somebody else')
    await page.getByLabel('E-mail address').fill(account.email)
    await page.getByLabel('Password').fill('another long password')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('alert').getByText('That account can’t be made.').waitFor()
  })

  it('a guest keeps the name given, and may not create rooms', async () => {
    const { page, troubles } = await stage.visit()
    await enterAsGuest(page, 'Bjørn')
    await page.getByText('Bjørn', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'New room' }).count()).toBe(0)
    expect(troubles).toEqual([])
  })

  it('no script of the page can read a credential', async () => {
    const { page } = await stage.visit()
    await signUp(page, createAccount('Cleo'))
    const readable = await page.evaluate(
      () => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }),
    )
    expect(readable).toBe('{}')
  })
})
