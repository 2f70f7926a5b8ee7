import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createClient } from '#sdk/create-client.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'
import { createDemo } from './create-demo.ts'
import { readOrInventAccounts } from './demo-accounts.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'sentinel-demo-'))
let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(async () => {
  await platform.stop()
  rmSync(dataDir, { recursive: true })
})

test('a start that was broken off amid the demo people is taken up again, and a third changes nothing', async () => {
  const newClient = () => createClient({ origin: platform.origin, credentials: { kind: 'bearer' } })
  const [ada] = readOrInventAccounts(dataDir)
  if (!ada) throw new Error('nobody was invented')
  await newClient().accounts.signUp({ name: ada.name, email: ada.email, password: ada.password })

  const options = { dataDir, origin: platform.origin, stores: inject('stand').env }
  const accounts = await createDemo(options)
  expect(await createDemo(options)).toEqual(accounts)
  for (const { email, password, role } of accounts)
    expect(await newClient().accounts.signIn({ email, password })).toMatchObject({ role })
})
