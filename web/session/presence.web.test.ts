import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccount, createRoom, enterAsGuest, joinRoom, signUp, waitUntilOnline } from '#test/web/act.ts'
import { openStage, type Stage, type Visitor } from '#test/web/open-stage.ts'

let stage: Stage
let owner: Visitor
let guest: Visitor

beforeAll(async () => {
  stage = await openStage()
  owner = await stage.visit()
  guest = await stage.visit()
  await signUp(owner.page, createAccount('Ada'))
  await createRoom(owner.page, 'Observatory')
  await enterAsGuest(guest.page, 'Bjørn')
  await joinRoom(guest.page, 'Observatory')
  await guest.page.getByText('2 online').waitFor()
})

afterAll(() => stage?.close())

const choice = ({ page }: Visitor) => page.getByRole('combobox', { name: 'What others see of you' })

describe('presence', () => {
  it('away and invisible are what the other sees at once', async () => {
    await choice(owner).selectOption('Away')
    await guest.page.getByText('1 online').waitFor()
    await choice(owner).selectOption('Online')
    await guest.page.getByText('2 online').waitFor()
    await choice(owner).selectOption('Invisible')
    await guest.page.getByText('1 online').waitFor()
  })

  it('the choice holds on the next visit', async () => {
    await owner.page.reload()
    await waitUntilOnline(owner.page)
    expect(await choice(owner).inputValue()).toBe('invisible')
    await guest.page.reload()
    await waitUntilOnline(guest.page)
    await guest.page.getByText('1 online').waitFor()
    await choice(owner).selectOption('Online')
    await guest.page.getByText('2 online').waitFor()
    expect([...owner.troubles, ...guest.troubles]).toEqual([])
  })
})
