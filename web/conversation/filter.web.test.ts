import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { wordFilterRules } from '#schema/postgres/index.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
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
let ada: Visitor
let bea: Visitor

beforeAll(async () => {
  stage = await openStage()
  const { DATABASE_URL = '', NEON_FETCH_ENDPOINT = '' } = inject('webStage').variables
  const db = connectPostgres({ DATABASE_URL, NEON_FETCH_ENDPOINT })
  await db.insert(wordFilterRules).values([
    { id: crypto.randomUUID(), pattern: 'frumblewort', action: 'block' },
    { id: crypto.randomUUID(), pattern: 'grumblewort', action: 'mask' },
  ])
  ada = await stage.visit()
  bea = await stage.visit()
  await signUp(ada.page, createAccount('Ada'))
  await createRoom(ada.page, 'Filtered')
  await enterAsGuest(bea.page, 'Bea')
  await joinRoom(bea.page, 'Filtered')
})

afterAll(() => stage?.close())

describe('the word filter', () => {
  it('[MSG5] a refused message shows the reason, can be said again, and be discarded', async () => {
    await say(bea.page, 'what a frumblewort')
    const refused = bea.page.locator('.refused')
    await refused.getByText('Not sent: The word filter of this room refused the text.').waitFor()
    expect(await refused.locator('.message-text').textContent()).toBe('what a frumblewort')
    await refused.getByRole('button', { name: 'Try again' }).click()
    await refused.getByText('Not sent').waitFor()
    await refused.getByRole('button', { name: 'Discard' }).click()
    await refused.waitFor({ state: 'detached' })
    expect(await readMessages(bea.page)).toEqual([])
  })

  it('[MSG5] a changed message says so to its author, and shows what the others see', async () => {
    await say(bea.page, 'a grumblewort indeed')
    await bea.page.getByText('changed by the word filter').waitFor()
    await messageOf(ada.page, 'indeed').waitFor()
    const [text] = await readMessages(ada.page)
    expect(text).not.toContain('grumblewort')
    expect(await readMessages(bea.page)).toEqual([text])
    expect(await ada.page.getByText('changed by the word filter').count()).toBe(0)
  })

  it('an edit that is refused leaves the message as it was', async () => {
    await say(bea.page, 'harmless')
    await messageOf(ada.page, 'harmless').waitFor()
    await bea.page.getByRole('textbox', { name: /^Message to/ }).press('ArrowUp')
    await bea.page.getByRole('textbox', { name: 'Edit message' }).fill('frumblewort')
    await bea.page.getByRole('button', { name: 'Save' }).click()
    await bea.page.getByText('Edit refused').waitFor()
    expect(await readMessages(bea.page)).toContain('harmless')
    expect(await readMessages(ada.page)).toContain('harmless')
  })
})
