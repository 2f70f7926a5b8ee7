import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMailer } from './create-mailer.ts'

let server: Server
let status: number
const seen: { authorization: string | undefined; body: unknown }[] = []

beforeEach(async () => {
  status = 202
  seen.length = 0
  server = createServer((request, response) => {
    let raw = ''
    request.on('data', (chunk) => (raw += chunk))
    request.on('end', () => {
      seen.push({ authorization: request.headers.authorization, body: JSON.parse(raw) })
      response.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  server.close()
  vi.restoreAllMocks()
})

const mail = { to: 'ada@example.org', subject: 'Your code', text: '12345678' }
const open = () =>
  createMailer({
    ENVIRONMENT: 'production',
    MAIL_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`,
    MAIL_API_TOKEN: 'a token of the mail API',
    MAIL_FROM: 'Sentinel <no-reply@example.org>',
  })

test('a mail is posted to the mail API with its token', async () => {
  await open().send(mail)
  expect(seen).toEqual([
    {
      authorization: 'Bearer a token of the mail API',
      body: {
        from: 'Sentinel <no-reply@example.org>',
        to: ['ada@example.org'],
        subject: 'Your code',
        text: '12345678',
      },
    },
  ])
})

test('a mail that is not taken is an error that tells nothing of the mail', async () => {
  status = 500
  const error = await open()
    .send(mail)
    .catch((caught: unknown) => String(caught))
  expect(error).toContain('500')
  expect(error).not.toMatch(/ada|12345678|token/)
})

test('in production nothing is printed instead', () => {
  expect(() =>
    createMailer({
      ENVIRONMENT: 'production',
      MAIL_API_URL: undefined,
      MAIL_API_TOKEN: undefined,
      MAIL_FROM: undefined,
    }),
  ).toThrow('There is no mail API.')
})

test('on a developer’s machine mail is printed', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await createMailer({
    ENVIRONMENT: 'development',
    MAIL_API_URL: undefined,
    MAIL_API_TOKEN: undefined,
    MAIL_FROM: undefined,
  }).send(mail)
  expect(print.mock.calls[0]?.[0]).toContain('12345678')
})
