import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'
import {
  createAccount,
  createRoom,
  enterAsGuest,
  joinRoom,
  messageOf,
  readMessages,
  say,
  signUp,
  waitUntilOnline,
} from '#test/web/act.ts'
import { openStage, type Stage, type Visitor } from '#test/web/open-stage.ts'

let platform: TestPlatform
let stage: Stage
let ada: Visitor
let bea: Visitor

beforeAll(async () => {
  platform = await startTestPlatform()
  stage = await openStage(platform.origin)
  ada = await stage.visit()
  bea = await stage.visit()
  await signUp(ada.page, createAccount('Ada'))
  await createRoom(ada.page, 'Crossing')
  await enterAsGuest(bea.page, 'Bea')
  await joinRoom(bea.page, 'Crossing')
})

afterAll(async () => {
  await stage?.close()
  await platform?.stop()
})

afterEach(() => {
  expect([...ada.troubles, ...bea.troubles]).toEqual([])
})

const pendingOf = ({ page }: Visitor) => page.locator('.pending .message-text').allTextContents()
const offline = ({ page }: Visitor) => page.getByRole('status').getByText('Offline').waitFor()

async function reconnect({ page }: Visitor): Promise<void> {
  await Promise.any([page.getByRole('button', { name: 'Try now' }).click(), waitUntilOnline(page)])
  await waitUntilOnline(page)
}

describe('messages said while the platform is gone', () => {
  it('stand as unsent in order, and arrive once and in order after the reconnect', async () => {
    await platform.killWorkerd()
    await offline(ada)
    const said = ['one', 'two', 'three', 'four']
    for (const text of said) await say(ada.page, text)
    expect(await pendingOf(ada)).toEqual(said)
    await ada.page.getByRole('link', { name: /Crossing.*4 unsent/ }).waitFor()
    await platform.start()
    await reconnect(ada)
    await messageOf(ada.page, 'four').waitFor()
    await reconnect(bea)
    await messageOf(bea.page, 'four').waitFor()
    expect(await pendingOf(ada)).toEqual([])
    expect(await readMessages(ada.page)).toEqual(said)
    expect(await readMessages(bea.page)).toEqual(said)
  })

  it('survive a reload of the page', async () => {
    await platform.killWorkerd()
    await offline(ada)
    await say(ada.page, 'five')
    await say(ada.page, 'six')
    await platform.start()
    await ada.page.reload()
    await waitUntilOnline(ada.page)
    await messageOf(ada.page, 'six').waitFor()
    await reconnect(bea)
    await messageOf(bea.page, 'six').waitFor()
    expect((await readMessages(bea.page)).slice(-2)).toEqual(['five', 'six'])
  })

  it('edits and deletions wait too', async () => {
    await platform.killWorkerd()
    await offline(ada)
    const edited = messageOf(ada.page, 'five')
    await edited.hover()
    await edited.getByRole('button', { name: 'Edit message' }).click()
    await ada.page.getByRole('textbox', { name: 'Edit message' }).fill('five and a half')
    await ada.page.getByRole('button', { name: 'Save' }).click()
    const deleted = messageOf(ada.page, 'six')
    await deleted.hover()
    await deleted.getByRole('button', { name: 'Delete message' }).click()
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await messageOf(ada.page, 'five and a half').getByText('saving…').waitFor()
    await messageOf(ada.page, 'six').getByText('deleting…').waitFor()
    await platform.start()
    await Promise.all([reconnect(ada), reconnect(bea)])
    await messageOf(bea.page, 'five and a half').getByText('edited').waitFor()
    await bea.page.getByText('Message deleted').waitFor()
  })

  it('signing out leaves none of them in the browser', async () => {
    await platform.killWorkerd()
    await offline(ada)
    await say(ada.page, 'never mind')
    await platform.start()
    // The page's own requests go through while its socket still waits: the message may be sent, but must not stay here.
    await ada.page.getByRole('button', { name: 'Sign out' }).click()
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await ada.page.getByLabel('Password').waitFor()
    expect(await ada.page.evaluate(() => JSON.stringify(localStorage))).toBe('{}')
  })
})
