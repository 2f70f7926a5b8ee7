import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFreePort } from '#dev/stand/ports.ts'
import { type Platform, startPlatform } from './start-platform.ts'

const WORKER = `
  export class Room {}
  export class Drainer {}
  export default {
    fetch: () => new Response('served'),
    scheduled: async ({ cron }, { CALLBACK_ORIGIN }) => {
      for (let line = 0; line < 500; line += 1) console.log('x'.repeat(4096))
      const response = await fetch(CALLBACK_ORIGIN, { method: 'POST', body: cron })
      if (!response.ok) throw new Error('refused')
    },
  }`

let folder: string
let server: Server
let platform: Platform
let status = 200
const crons: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentinel-cron-'))
  server = createServer((request, response) => {
    request.on('data', (chunk) => crons.push(String(chunk)))
    request.on('end', () => response.writeHead(status).end())
  })
  const callbackPort = await findFreePort()
  server.listen(callbackPort, '127.0.0.1')
  await once(server, 'listening')
  const scriptPath = join(folder, 'index.js')
  await writeFile(scriptPath, WORKER)
  platform = await startPlatform({
    scriptPath,
    variables: { CALLBACK_ORIGIN: `http://127.0.0.1:${callbackPort}` },
    port: await findFreePort(),
    persistDir: join(folder, 'objects'),
  })
})

afterAll(async () => {
  await platform?.stop()
  server?.close()
  await rm(folder, { recursive: true, force: true })
})

test('a cron trigger that logs more than a pipe holds finds this process free to read it', async () => {
  status = 200
  await platform.runCron()
  expect(crons).toEqual(['* * * * *'])
})

test('a cron trigger that fails says so', async () => {
  status = 500
  await expect(platform.runCron()).rejects.toThrow('The cron trigger ended with status 500.')
})

test('the cron trigger runs after a kill and a new start', async () => {
  status = 200
  await platform.killWorkerd()
  await platform.start()
  await platform.runCron()
  expect(crons.at(-1)).toBe('* * * * *')
})
