import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createClient } from '#sdk/index.ts'
import { createAccount, enterAsGuest, joinRoom, messageOf, readMessages } from '#test/web/act.ts'
import { openStage, type Stage, type Visitor } from '#test/web/open-stage.ts'

const SAID = Array.from({ length: 130 }, (_, index) => `line ${String(index + 1).padStart(3, '0')}`)

let stage: Stage
let reader: Visitor

beforeAll(async () => {
  stage = await openStage()
  const client = createClient({ origin: inject('webStage').origin, credentials: { kind: 'bearer' } })
  const { email, password, name } = createAccount('Ada')
  await client.accounts.signUp({ name, email, password })
  const room = await client.rooms.create({ name: 'Archive of ice' })
  const connection = client.connect(room.id)
  connection.open()
  await Promise.all(SAID.map((text) => connection.send(text).settled))
  connection.close()
  reader = await stage.visit()
  await enterAsGuest(reader.page, 'Bea')
  await joinRoom(reader.page, 'Archive of ice')
})

afterAll(() => stage?.close())

const topOf = ({ page }: Visitor, text: string) =>
  messageOf(page, text).evaluate((element) => element.getBoundingClientRect().top)

describe('history', () => {
  it('opens at the newest messages', async () => {
    const newest = messageOf(reader.page, 'line 130')
    await newest.waitFor()
    const box = await newest.boundingBox()
    const height = reader.page.viewportSize()?.height ?? 0
    expect((box?.y ?? height) + (box?.height ?? 0)).toBeLessThan(height)
    expect((await readMessages(reader.page)).length).toBeLessThan(SAID.length)
  })

  it('scrolling up loads older messages and holds still what is being read', async () => {
    const list = reader.page.getByRole('region', { name: 'Messages' })
    const shown = await readMessages(reader.page)
    const oldest = shown[0] ?? ''
    await list.evaluate((element) => {
      element.scrollTop = 120
    })
    const before = await topOf(reader, oldest)
    await messageOf(reader.page, SAID[SAID.indexOf(oldest) - 1] ?? '').waitFor()
    expect(Math.abs((await topOf(reader, oldest)) - before)).toBeLessThan(3)
  })

  it('ends at the beginning, with every message once and in order', async () => {
    const list = reader.page.getByRole('region', { name: 'Messages' })
    const beginning = reader.page.getByText('This is the beginning of the conversation.')
    while (!(await beginning.isVisible())) {
      const oldest = (await readMessages(reader.page))[0] ?? ''
      const older = messageOf(reader.page, SAID[SAID.indexOf(oldest) - 1] ?? SAID[0] ?? '')
      await list.evaluate((element) => {
        element.scrollTop = 0
      })
      await older.waitFor()
    }
    await beginning.waitFor()
    expect(await readMessages(reader.page)).toEqual(SAID)
  })

  it('the way back to the newest is one press', async () => {
    await reader.page.getByRole('button', { name: 'Newest messages' }).click()
    await reader.page.getByRole('button', { name: 'Newest messages' }).waitFor({ state: 'detached' })
  })
})
