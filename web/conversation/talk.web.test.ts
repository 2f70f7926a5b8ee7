import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  createAccount,
  createRoom,
  enterAsGuest,
  joinRoom,
  messageOf,
  readMessages,
  say,
  signUp,
} from '#test/web/act.ts'
import { openStage, type Stage, type Visitor } from '#test/web/open-stage.ts'

let stage: Stage
let owner: Visitor
let guest: Visitor

beforeAll(async () => {
  stage = await openStage()
  owner = await stage.visit()
  guest = await stage.visit()
  await signUp(owner.page, createAccount('Ada'))
  await createRoom(owner.page, 'Ice fishing')
  await enterAsGuest(guest.page, 'Bjørn')
  await joinRoom(guest.page, 'Ice fishing')
})

afterAll(() => stage?.close())

afterEach(() => {
  expect([...owner.troubles, ...guest.troubles]).toEqual([])
})

describe('two people in two browsers', () => {
  it('see each other’s messages in one order', async () => {
    await say(owner.page, 'Is the ice thick enough?')
    await messageOf(guest.page, 'Is the ice thick enough?').waitFor()
    await say(guest.page, 'Thirty centimetres.')
    await messageOf(owner.page, 'Thirty centimetres.').waitFor()
    const expected = ['Is the ice thick enough?', 'Thirty centimetres.']
    expect(await readMessages(owner.page)).toEqual(expected)
    expect(await readMessages(guest.page)).toEqual(expected)
  })

  it('see an edit, marked as one', async () => {
    await say(owner.page, 'Tomorow then')
    const row = messageOf(owner.page, 'Tomorow then')
    await row.hover()
    await row.getByRole('button', { name: 'Edit message' }).click()
    await owner.page.getByRole('textbox', { name: 'Edit message' }).fill('Tomorrow then')
    await owner.page.getByRole('button', { name: 'Save' }).click()
    await messageOf(guest.page, 'Tomorrow then').getByText('edited').waitFor()
    await messageOf(owner.page, 'Tomorrow then').getByText('edited').waitFor()
    expect(await readMessages(guest.page)).not.toContain('Tomorow then')
  })

  it('no longer see what was deleted', async () => {
    await say(owner.page, 'My number is secret')
    await messageOf(guest.page, 'My number is secret').waitFor()
    const row = messageOf(owner.page, 'My number is secret')
    await row.hover()
    await row.getByRole('button', { name: 'Delete message' }).click()
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await guest.page.getByText('Message deleted').waitFor()
    await owner.page.getByText('Message deleted').waitFor()
    expect(await readMessages(guest.page)).not.toContain('My number is secret')
  })

  it('are offered no edit of the other’s messages, and a guest no deletion', async () => {
    await say(owner.page, 'Mine alone')
    const row = messageOf(guest.page, 'Mine alone')
    await row.hover()
    await row.getByRole('button', { name: 'Reply' }).waitFor()
    for (const name of ['Edit message', 'Delete message', 'Pin message'])
      expect(await row.getByRole('button', { name }).count()).toBe(0)
  })

  it('Shift+Enter makes a new line and sends nothing', async () => {
    const composer = owner.page.getByRole('textbox', { name: /^Message to/ })
    await composer.fill('first')
    await composer.press('Shift+Enter')
    await composer.pressSequentially('second')
    await composer.press('Enter')
    await messageOf(guest.page, 'second').waitFor()
    expect(await readMessages(guest.page)).toContain('first\nsecond')
  })

  it('arrow up in an empty composer edits the last own message, Escape leaves it', async () => {
    await owner.page.getByRole('textbox', { name: /^Message to/ }).press('ArrowUp')
    const editor = owner.page.getByRole('textbox', { name: 'Edit message' })
    expect(await editor.inputValue()).toBe('first\nsecond')
    await editor.press('Escape')
    await editor.waitFor({ state: 'detached' })
    await owner.page
      .locator('textarea:focus')
      .and(owner.page.getByRole('textbox', { name: /^Message to/ }))
      .waitFor()
  })

  it('a rename reaches the other at once', async () => {
    await owner.page.getByRole('button', { name: 'Room settings' }).click()
    await owner.page.getByRole('dialog').getByLabel('Name').fill('Deep ice')
    await owner.page.getByRole('button', { name: 'Save' }).click()
    await guest.page.getByRole('heading', { name: 'Deep ice' }).waitFor()
    await owner.page.getByRole('heading', { name: 'Deep ice' }).waitFor()
    await guest.page.getByRole('link', { name: 'Deep ice' }).waitFor()
  })
})
