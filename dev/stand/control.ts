import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { equalSecrets } from '../endpoints/equal-secrets.ts'
import { HOST } from '../engines/engine.ts'
import { CONTROL_FILE } from './connect-control.ts'
import { findFreePort } from './ports.ts'
import type { Stand } from './start-stand.ts'
import type { Vendor } from './vendor.ts'

export type ControlHandlers = Record<string, (parameters: URLSearchParams) => Promise<void> | void>

export type Control = {
  /** Serves `POST /{name}/{handler}` for each of the handlers. */
  register(name: string, handlers: ControlHandlers): void
  stop(): Promise<void>
}

export type ControlOptions = { dataDir: string; stand: Stand }

/** Lets another process of this user cause faults, `POST /redis/stop`, with the token from the data folder. */
export async function startControl({ dataDir, stand }: ControlOptions): Promise<Control> {
  const handlers = new Map<string, ControlHandlers>()
  const token = randomBytes(32).toString('base64url')
  const file = join(dataDir, CONTROL_FILE)

  const server = createServer((request, response) => {
    void answer(request, token, handlers).then(({ status, error }) => {
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
      response.end(JSON.stringify(error === undefined ? { ok: true } : { error }))
    })
  })
  server.listen(await findFreePort(), HOST)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The control server has no port.')
  writeFileSync(file, JSON.stringify({ url: `http://${HOST}:${address.port}`, token }), { mode: 0o600 })

  const register = (name: string, given: ControlHandlers) => void handlers.set(name, given)
  register('postgres', vendorHandlers(stand.postgres))
  register('mysql', vendorHandlers(stand.mysql))
  register('redis', vendorHandlers(stand.redis))
  return {
    register,
    stop: async () => {
      rmSync(file, { force: true })
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const vendorHandlers = (vendor: Vendor): ControlHandlers => ({
  stop: () => vendor.stop(),
  start: () => vendor.start(),
  kill: () => vendor.engine.kill(),
  slow: (parameters) => vendor.slow(parseDelay(parameters.get('ms'))),
  'endpoint-stop': () => vendor.endpoint.stop(),
  'endpoint-start': () => vendor.endpoint.start(),
})

class ParameterError extends Error {}

function parseDelay(value: string | null): number {
  if (!/^\d{1,6}$/.test(value ?? ''))
    throw new ParameterError('slow needs ?ms= with a number of milliseconds')
  return Number(value)
}

type Answer = { status: number; error?: string }

async function answer(
  { method, url = '/', headers }: IncomingMessage,
  token: string,
  handlers: Map<string, ControlHandlers>,
): Promise<Answer> {
  if (!equalSecrets(headers.authorization ?? '', `Bearer ${token}`))
    return { status: 401, error: 'wrong token' }
  const { pathname, searchParams } = new URL(url, `http://${HOST}`)
  const [name = '', action = '', ...rest] = pathname.slice(1).split('/')
  const group = handlers.get(name)
  const handler = group && Object.hasOwn(group, action) ? group[action] : undefined
  if (method !== 'POST' || !handler || rest.length) return { status: 404, error: 'no such control' }
  try {
    await handler(searchParams)
    return { status: 200 }
  } catch (error) {
    if (error instanceof ParameterError) return { status: 400, error: error.message }
    return { status: 500, error: error instanceof Error ? error.message : 'the control failed' }
  }
}
