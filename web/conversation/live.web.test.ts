import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createAccount, createRoom, enterAsGuest, joinRoom, messageOf, say, signUp } from '#test/web/act.ts'
import { openStage, type Stage, type Visitor } from '#test/web/open-stage.ts'

let stage: Stage
let owner: Visitor
let guest: Visitor

beforeAll(async () => {
  stage = await openStage()
  owner = await stage.visit()
  guest = await stage.visit()
  await signUp(owner.page, createAccount('Ada'))
  await createRoom(owner.page, 'Crow’s nest')
  await createRoom(owner.page, 'Galley')
  await enterAsGuest(guest.page, 'Bjørn')
  await joinRoom(guest.page, 'Galley')
})

afterAll(() => stage?.close())

afterEach(() => {
  expect([...owner.troubles, ...guest.troubles]).toEqual([])
})

const composer = ({ page }: Visitor) => page.getByRole('textbox', { name: /^Message to/ })

describe('two people who see each other', () => {
  it('are counted as there', async () => {
    await owner.page.getByText('2 online').waitFor()
    await guest.page.getByText('2 online').waitFor()
  })

  it('see who is writing, until it is said', async () => {
    await composer(guest).pressSequentially('What is')
    await owner.page.getByText('Bjørn is writing…').waitFor()
    await composer(guest).fill('What is for dinner?')
    await composer(guest).press('Enter')
    await messageOf(owner.page, 'What is for dinner?').waitFor()
    await owner.page.getByText('Bjørn is writing…').waitFor({ state: 'detached' })
  })

  it('react, and take it back', async () => {
    const row = messageOf(owner.page, 'What is for dinner?')
    await row.hover()
    await row.getByRole('button', { name: 'React', exact: true }).click()
    await row.getByRole('button', { name: 'React with 🎉' }).click()
    const seen = messageOf(guest.page, 'What is for dinner?').getByRole('button', { name: '🎉, 1' })
    await seen.click()
    const both = row.getByRole('button', { name: '🎉, 2' })
    await both.waitFor()
    expect(await both.getAttribute('aria-pressed')).toBe('true')
    await both.click()
    await messageOf(guest.page, 'What is for dinner?').getByRole('button', { name: '🎉, 1' }).waitFor()
  })

  it('answer a message, which stands above the answer', async () => {
    const row = messageOf(owner.page, 'What is for dinner?')
    await row.hover()
    await row.getByRole('button', { name: 'Reply' }).click()
    await owner.page.getByText('Replying to').waitFor()
    await say(owner.page, 'Stew again')
    const answer = messageOf(guest.page, 'Stew again')
    await answer.getByText('Bjørn: What is for dinner?').waitFor()
    expect(await owner.page.getByText('Replying to').count()).toBe(0)
  })

  it('see that it was read', async () => {
    await messageOf(owner.page, 'Stew again').getByText('Read', { exact: true }).waitFor()
  })

  it('see what is pinned, which a guest may not do', async () => {
    const row = messageOf(owner.page, 'Stew again')
    await row.hover()
    await row.getByRole('button', { name: 'Pin message' }).click()
    await messageOf(guest.page, 'Stew again').getByText('pinned').waitFor()
    await messageOf(guest.page, 'Stew again').hover()
    expect(await messageOf(guest.page, 'Stew again').getByRole('button', { name: /pin/i }).count()).toBe(0)
  })

  it('see a new topic at once', async () => {
    await owner.page.getByRole('button', { name: 'Room settings' }).click()
    await owner.page.getByRole('dialog').getByLabel('Topic').fill('Dinner at eight')
    await owner.page.getByRole('button', { name: 'Save' }).click()
    await guest.page
      .getByRole('banner')
      .getByText('Dinner at eight')
      .or(guest.page.locator('.pane-title').getByText('Dinner at eight'))
      .first()
      .waitFor()
    await guest.page.getByText('set the topic:').waitFor()
  })

  it('find what they have not read in the list of rooms', async () => {
    await owner.page.getByRole('link', { name: 'Crow’s nest' }).click()
    await owner.page.getByRole('heading', { name: 'Crow’s nest' }).waitFor()
    await say(guest.page, 'One')
    await say(guest.page, 'Two')
    await messageOf(guest.page, 'Two').waitFor()
    // The list counts from what the room tells the system of record every ten seconds.
    const count = async () => {
      await owner.page.reload()
      return await owner.page.getByRole('link', { name: /Galley/ }).textContent()
    }
    await expect.poll(count, { timeout: 30_000, interval: 1_000 }).toContain('2 unread')
    await owner.page.getByRole('link', { name: /Galley/ }).click()
    await messageOf(owner.page, 'Two').waitFor()
    await messageOf(guest.page, 'Two').getByText('Read', { exact: true }).waitFor()
  })
})
