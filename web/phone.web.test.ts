import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccount, createRoom, messageOf, say, signUp } from '#test/web/act.ts'
import { openStage, type Stage, type Visitor } from '#test/web/open-stage.ts'

let stage: Stage
let phone: Visitor

beforeAll(async () => {
  stage = await openStage()
  phone = await stage.visit({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true })
})

afterAll(() => stage?.close())

const overflow = ({ page }: Visitor) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

describe('on a phone', () => {
  it('enters without scrolling sideways', async () => {
    expect(await overflow(phone)).toBe(0)
    await signUp(
      phone.page,
      createAccount('A very long name of somebody who likes to be called by all of it'),
    )
    expect(await overflow(phone)).toBe(0)
  })

  it('a room is a screen of its own, and back leads to the rooms', async () => {
    await createRoom(phone.page, 'Pocket')
    expect(await phone.page.getByRole('navigation', { name: 'Rooms' }).isVisible()).toBe(false)
    await phone.page.getByRole('button', { name: 'Back to the rooms' }).click()
    expect(await phone.page.getByRole('navigation', { name: 'Rooms' }).isVisible()).toBe(true)
    await phone.page.goBack()
    await phone.page.getByRole('heading', { name: 'Pocket' }).waitFor()
  })

  it('long words break instead of widening the page', async () => {
    await say(phone.page, 'x'.repeat(400))
    await messageOf(phone.page, 'xxxx').waitFor()
    expect(await overflow(phone)).toBe(0)
  })

  it('a touch on a message brings up what can be done to it', async () => {
    const row = messageOf(phone.page, 'xxxx')
    const widthOfActions = async () => (await row.locator('.message-actions').boundingBox())?.width ?? 0
    await phone.page.getByRole('textbox', { name: /^Message to/ }).focus()
    expect(await widthOfActions()).toBeLessThan(2)
    await row.locator('.bubble').tap()
    expect(await widthOfActions()).toBeGreaterThan(60)
    await row.getByRole('button', { name: 'Reply' }).tap()
    await say(phone.page, 'An answer')
    const answer = await messageOf(phone.page, 'An answer').locator('.bubble').boundingBox()
    expect((answer?.x ?? 0) + (answer?.width ?? 999)).toBeLessThanOrEqual(360)
    expect(await overflow(phone)).toBe(0)
    expect(phone.troubles).toEqual([])
  })
})
