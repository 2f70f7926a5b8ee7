import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { createClient } from '#sdk/index.ts'
import { createAccount, enterAsGuest, joinRoom, messageOf, readMessages, say } from '#test/web/act.ts'
import { openStage, type Stage, type Visitor } from '#test/web/open-stage.ts'

const SAID = Array.from({ length: 260 }, (_, index) => `line ${String(index + 1).padStart(3, '0')}`)

let stage: Stage
let reader: Visitor
let other: Visitor
let react: (emoji: string) => Promise<unknown>

/** A long room whose last message answers the tenth, which is pinned. */
beforeAll(async () => {
  stage = await openStage()
  const client = createClient({ origin: inject('webStage').origin, credentials: { kind: 'bearer' } })
  const { email, password, name } = createAccount('Ada')
  await client.accounts.signUp({ name, email, password })
  const room = await client.rooms.create({ name: 'Long winter' })
  const connection = client.connect(room.id)
  connection.open()
  const acks = await Promise.all(SAID.map((text) => connection.send(text).settled))
  const tenth = acks[9]
  if (!tenth) throw new Error('nothing was said')
  await connection.pin(tenth, true).settled
  await connection.send('as I said at first', { replyTo: tenth }).settled
  react = (emoji) => connection.react(tenth, emoji, true).settled
  reader = await stage.visit()
  other = await stage.visit()
  await enterAsGuest(reader.page, 'Bea')
  await joinRoom(reader.page, 'Long winter')
  await enterAsGuest(other.page, 'Cem')
  await joinRoom(other.page, 'Long winter')
})

afterAll(() => stage?.close())

afterEach(() => {
  expect([...reader.troubles, ...other.troubles]).toEqual([])
})

const isInView = ({ page }: Visitor, text: string) =>
  messageOf(page, text)
    .first()
    .evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return top >= 0 && bottom <= innerHeight
    })

/** The texts shown are a stretch of what was said, without a hole. */
function expectNoHole(texts: readonly string[]) {
  const first = SAID.indexOf(texts[0] ?? '')
  const lines = texts.filter((text) => text.startsWith('line'))
  expect(lines).toEqual(SAID.slice(first, first + lines.length))
}

describe('a message far away', () => {
  it('is reached from its quote, by keyboard, with the history around it, and takes the focus', async () => {
    const quote = messageOf(reader.page, 'as I said at first').getByRole('button', { name: /answers/ })
    await quote.getByText('An earlier message').waitFor()
    await quote.focus()
    await quote.press('Enter')
    const found = messageOf(reader.page, 'line 010')
    await found.and(reader.page.locator('[data-target="true"]')).waitFor()
    expect(await isInView(reader, 'line 010')).toBe(true)
    expect(await found.evaluate((element) => element === document.activeElement)).toBe(true)
    const shown = await readMessages(reader.page)
    expectNoHole(shown)
    expect(shown).not.toContain('line 260')
    await found.and(reader.page.locator('[data-target="false"]')).waitFor()
  })

  it('tells there what happens to it now, while what is said now stays out of sight', async () => {
    await react('🎉')
    await messageOf(reader.page, 'line 010').getByRole('button', { name: '🎉, 1' }).waitFor()
    await say(other.page, 'said meanwhile')
    await messageOf(other.page, 'said meanwhile').waitFor()
    expectNoHole(await readMessages(reader.page))
    expect(await readMessages(reader.page)).not.toContain('said meanwhile')
  })

  it('the way back to now is one press', async () => {
    await reader.page.getByRole('button', { name: 'Back to now' }).click()
    await messageOf(reader.page, 'said meanwhile').waitFor()
    expect(await isInView(reader, 'said meanwhile')).toBe(true)
    expect(await readMessages(reader.page)).not.toContain('line 010')
  })

  it('is reached from the list of pins', async () => {
    await reader.page.getByRole('button', { name: 'Pinned messages' }).click()
    const dialog = reader.page.getByRole('dialog', { name: 'Pinned messages' })
    await dialog.getByRole('button', { name: /line 010/ }).click()
    await messageOf(reader.page, 'line 010').waitFor()
    expect(await isInView(reader, 'line 010')).toBe(true)
    expect(await dialog.count()).toBe(0)
  })

  it('scrolling on from there loads what follows and ends at the newest, without a hole', async () => {
    const list = reader.page.getByRole('region', { name: 'Messages' })
    const newest = messageOf(reader.page, 'said meanwhile')
    const deadline = Date.now() + 60_000
    while ((await newest.count()) === 0 && Date.now() < deadline) {
      await list.evaluate((element) => {
        element.scrollTop = element.scrollHeight
      })
      await reader.page.getByText('Loading messages…').waitFor({ state: 'detached' })
    }
    await newest.waitFor()
    const shown = await readMessages(reader.page)
    expectNoHole(shown)
    expect(shown.slice(-2)).toEqual(['as I said at first', 'said meanwhile'])
    expect(await reader.page.getByRole('button', { name: 'Back to now' }).count()).toBe(0)
  })

  it('that is held by now is only scrolled to', async () => {
    await messageOf(reader.page, 'as I said at first').getByRole('button', { name: 'Ada: line 010' }).click()
    await messageOf(reader.page, 'line 010').and(reader.page.locator('[data-target="true"]')).waitFor()
    expect(await isInView(reader, 'line 010')).toBe(true)
    await reader.page.getByRole('button', { name: 'Newest messages' }).click()
    await reader.page.getByRole('button', { name: 'Newest messages' }).waitFor({ state: 'detached' })
    await reader.page.getByRole('button', { name: 'Pinned messages' }).click()
    await reader.page
      .getByRole('dialog')
      .getByRole('button', { name: /line 010/ })
      .press('Enter')
    await reader.page.locator('.message:focus').filter({ hasText: 'line 010' }).waitFor()
  })

  it('who speaks while looking at old messages comes back to now', async () => {
    await other.page.getByRole('button', { name: 'Pinned messages' }).click()
    await other.page
      .getByRole('dialog')
      .getByRole('button', { name: /line 010/ })
      .click()
    await messageOf(other.page, 'line 010').waitFor()
    await say(other.page, 'here I am')
    await messageOf(other.page, 'here I am').waitFor()
    expect(await readMessages(other.page)).not.toContain('line 010')
    expect(await isInView(other, 'here I am')).toBe(true)
  })
})
