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
  await createRoom(owner.page, 'Elsewhere')
  await createRoom(owner.page, 'Hut')
  await enterAsGuest(guest.page, 'Bjørn')
  await joinRoom(guest.page, 'Hut')
})

afterAll(() => stage?.close())

afterEach(() => {
  expect([...owner.troubles, ...guest.troubles]).toEqual([])
})

const lineOf = ({ page }: Visitor) => page.locator('.unread-row')

/** What stands right after the line. */
const firstUnread = (visitor: Visitor) => lineOf(visitor).locator('xpath=following-sibling::li[1]')

async function leaveFor({ page }: Visitor, name: string) {
  await page.getByRole('link', { name }).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
}

describe('what was not read', () => {
  it('begins at a line when the room is opened again', async () => {
    await say(owner.page, 'seen by both')
    await messageOf(guest.page, 'seen by both').waitFor()
    await messageOf(owner.page, 'seen by both').getByText('Read', { exact: true }).waitFor()
    await leaveFor(owner, 'Elsewhere')
    await say(guest.page, 'one')
    await say(guest.page, 'two')
    await messageOf(guest.page, 'two').waitFor()
    await leaveFor(owner, 'Hut')
    await lineOf(owner).getByText('New messages').waitFor()
    await firstUnread(owner).getByText('one').waitFor()
    expect(await lineOf(guest).count()).toBe(0)
  })

  it('stays where it was while more is said, and is gone next time', async () => {
    await say(guest.page, 'three')
    await messageOf(owner.page, 'three').waitFor()
    await firstUnread(owner).getByText('one').waitFor()
    await messageOf(guest.page, 'three').getByText('Read', { exact: true }).waitFor()
    await leaveFor(owner, 'Elsewhere')
    await leaveFor(owner, 'Hut')
    await messageOf(owner.page, 'three').waitFor()
    await owner.page.getByRole('status').getByText('Online', { exact: true }).waitFor()
    expect(await lineOf(owner).count()).toBe(0)
  })

  it('beyond a screenful, the room opens at the line, also on another visit', async () => {
    await leaveFor(owner, 'Elsewhere')
    for (let index = 1; index <= 40; index += 1) await say(guest.page, `story ${index}`)
    await messageOf(guest.page, 'story 40').waitFor()
    const path = new URL(guest.page.url()).pathname
    await owner.page.goto(path)
    await lineOf(owner).waitFor()
    await firstUnread(owner).getByText('story 1', { exact: true }).waitFor()
    const box = await lineOf(owner).boundingBox()
    expect(box?.y).toBeGreaterThan(0)
    expect(box?.y).toBeLessThan(owner.page.viewportSize()?.height ?? 0)
    await owner.page.getByRole('button', { name: 'Newest messages' }).click()
    await messageOf(guest.page, 'story 40').getByText('Read', { exact: true }).waitFor()
  })
})
