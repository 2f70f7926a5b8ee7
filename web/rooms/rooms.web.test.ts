import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
  await createRoom(owner.page, 'Harbour')
  await enterAsGuest(guest.page, 'Bea')
  await joinRoom(guest.page, 'Harbour')
})

afterAll(() => stage?.close())

const rooms = ({ page }: Visitor) => page.getByRole('navigation', { name: 'Rooms' })

describe('rooms', () => {
  it('a private room is found by its members only', async () => {
    await owner.page.getByRole('button', { name: 'New room' }).click()
    await owner.page.getByRole('dialog').getByLabel('Name').fill('Cabin')
    await owner.page.getByRole('radio', { name: /Private/ }).check()
    await owner.page.getByRole('button', { name: 'Create room' }).click()
    await owner.page.getByText('Private room, moderated').waitFor()
    await guest.page.getByRole('button', { name: 'All rooms' }).click()
    await rooms(guest).getByRole('link', { name: 'Harbour' }).waitFor()
    expect(await rooms(guest).getByRole('link', { name: 'Cabin' }).count()).toBe(0)
    await guest.page.goto(new URL(owner.page.url()).pathname)
    await guest.page.getByText('There is no such thing, or it is not for you.').waitFor()
    await guest.page.getByRole('button', { name: 'All rooms' }).click()
    await rooms(guest).getByRole('link', { name: 'Harbour' }).click()
  })

  it('a link invites to a private room, and does not stay in the address', async () => {
    await owner.page.getByRole('button', { name: 'New room' }).click()
    await owner.page.getByRole('dialog').getByLabel('Name').fill('Igloo')
    await owner.page.getByRole('radio', { name: /Private/ }).check()
    await owner.page.getByRole('button', { name: 'Create room' }).click()
    await owner.page.getByText('Private room, moderated').waitFor()
    await owner.page.getByRole('button', { name: 'Room settings' }).click()
    await owner.page.getByRole('button', { name: 'Invite by link' }).click()
    const link = await owner.page.getByLabel('Invitation link').inputValue()
    await owner.page.keyboard.press('Escape')
    await guest.page.goto('about:blank')
    await guest.page.goto(link)
    await guest.page.getByRole('heading', { name: 'You are invited to a room' }).waitFor()
    await guest.page.getByRole('button', { name: 'Join room' }).click()
    await guest.page.getByRole('heading', { name: 'Igloo', exact: true }).waitFor()
    expect(guest.page.url()).not.toContain('#')
    await rooms(guest).getByRole('link', { name: 'Harbour' }).click()
  })

  it('who leaves no longer reads, and may join again', async () => {
    await guest.page.getByRole('button', { name: 'Room settings' }).click()
    expect(await guest.page.getByRole('button', { name: 'Archive room' }).count()).toBe(0)
    await guest.page.getByRole('button', { name: 'Leave room' }).click()
    await guest.page.getByRole('dialog').getByRole('button', { name: 'Leave room' }).click()
    await guest.page.getByText('Choose a room to talk in.').waitFor()
    await joinRoom(guest.page, 'Harbour')
    await say(guest.page, 'Back again')
    await owner.page.getByRole('link', { name: 'Harbour' }).click()
    await messageOf(owner.page, 'Back again').waitFor()
  })

  it('nobody can talk in an archived room', async () => {
    await owner.page.getByRole('button', { name: 'Room settings' }).click()
    await owner.page.getByRole('button', { name: 'Archive room' }).click()
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Archive room' }).click()
    await owner.page.getByText('This room is archived. Nobody can talk in it any more.').waitFor()
    await guest.page.getByText('This room is archived. Nobody can talk in it any more.').waitFor()
    expect(await guest.page.getByRole('textbox', { name: /^Message to/ }).count()).toBe(0)
    expect([...owner.troubles, ...guest.troubles]).toEqual([])
  })
})
