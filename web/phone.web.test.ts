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

  it('long words break instead of widening the page, and actions need no hover', async () => {
    await say(phone.page, 'x'.repeat(400))
    const row = messageOf(phone.page, 'xxxx')
    await row.getByRole('button', { name: 'Edit message' }).waitFor()
    const opacity = await row
      .locator('.message-actions')
      .evaluate((element) => getComputedStyle(element).opacity)
    expect(opacity).toBe('1')
    expect(await overflow(phone)).toBe(0)
    expect(phone.troubles).toEqual([])
  })
})
