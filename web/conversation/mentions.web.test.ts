import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createAccount, createRoom, enterAsGuest, joinRoom, messageOf, signUp } from '#test/web/act.ts'
import { openStage, type Stage, type Visitor } from '#test/web/open-stage.ts'

let stage: Stage
let owner: Visitor
let guest: Visitor

beforeAll(async () => {
  stage = await openStage()
  owner = await stage.visit()
  guest = await stage.visit()
  await signUp(owner.page, createAccount('Ada'))
  await createRoom(owner.page, 'Roll call')
  await enterAsGuest(guest.page, 'Bjørn Berg')
  await joinRoom(guest.page, 'Roll call')
})

afterAll(() => stage?.close())

afterEach(() => {
  expect([...owner.troubles, ...guest.troubles]).toEqual([])
})

const composer = ({ page }: Visitor) => page.getByRole('textbox', { name: /^Message to/ })
const offers = ({ page }: Visitor) => page.getByRole('listbox', { name: 'People to mention' })

describe('mentions', () => {
  it('"@" offers members but not oneself; Enter chooses, and sends only after that', async () => {
    await composer(owner).pressSequentially('Where is @be')
    await offers(owner).getByRole('option', { name: 'Bjørn Berg' }).waitFor()
    expect(await offers(owner).getByRole('option').count()).toBe(1)
    await composer(owner).press('Enter')
    expect(await composer(owner).inputValue()).toBe('Where is @Bjørn Berg ')
    expect(await offers(owner).count()).toBe(0)
    await composer(owner).pressSequentially('today?')
    await composer(owner).press('Enter')
    await messageOf(owner.page, 'Where is @Bjørn Berg today?').waitFor()
  })

  it('a message that mentions one is marked, for that person only', async () => {
    const row = messageOf(guest.page, 'Where is @Bjørn Berg today?')
    await row.getByText('mentions you').waitFor()
    expect(await row.getAttribute('data-mentions-you')).toBe('true')
    expect(await row.locator('.mention').textContent()).toBe('@Bjørn Berg')
    expect(await messageOf(owner.page, 'Where is').getByText('mentions you').count()).toBe(0)
  })

  it('Escape closes the list and leaves the text, an address opens none', async () => {
    await composer(owner).pressSequentially('@b')
    await offers(owner).waitFor()
    await composer(owner).press('Escape')
    await offers(owner).waitFor({ state: 'detached' })
    expect(await composer(owner).inputValue()).toBe('@b')
    await composer(owner).fill('')
    await composer(owner).pressSequentially('post@b')
    expect(await offers(owner).count()).toBe(0)
    await composer(owner).fill('')
  })

  it('a press on a name chooses it and leaves the focus in the text', async () => {
    await composer(owner).pressSequentially('and @')
    await offers(owner).getByRole('option', { name: 'Bjørn Berg' }).click()
    await composer(owner).pressSequentially('again')
    await composer(owner).press('Enter')
    await messageOf(guest.page, 'and @Bjørn Berg again').getByText('mentions you').waitFor()
  })

  it('an edit that no longer names the person takes the mark away', async () => {
    const row = messageOf(owner.page, 'and @Bjørn Berg again')
    await row.hover()
    await row.getByRole('button', { name: 'Edit message' }).click()
    await owner.page.getByRole('textbox', { name: 'Edit message' }).fill('and nobody at all')
    await owner.page.getByRole('button', { name: 'Save' }).click()
    await messageOf(guest.page, 'and nobody at all').getByText('edited').waitFor()
    expect(await messageOf(guest.page, 'and nobody at all').getByText('mentions you').count()).toBe(0)
  })
})
