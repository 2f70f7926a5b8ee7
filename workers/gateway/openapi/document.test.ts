import { expect, test } from 'vitest'
import { createGateway } from '../app.ts'
import { describeApi } from './document.ts'

const app = createGateway()
const document = describeApi(app)

const documented = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
)
const served = app.routes
  .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
  .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)

const OUTSIDE_THE_API = ['GET /asyncapi.json', 'GET /docs', 'GET /docs/style.css', 'GET /openapi.json']

test('every route of the API is described, and every described route is served', () => {
  expect([...new Set(served)].filter((route) => !OUTSIDE_THE_API.includes(route)).sort()).toEqual(
    [...documented].sort(),
  )
})

test('what needs a session says so, and nothing else does', () => {
  const open = documented.filter((route) => {
    const [method = '', path = ''] = route.split(' ')
    const operation: unknown = Reflect.get(Object(document.paths?.[path]), method.toLowerCase())
    return Reflect.get(Object(operation), 'security') === undefined
  })
  expect(open.sort()).toEqual([
    'GET /.well-known/jwks.json',
    'GET /api/v1/auth/oidc',
    'GET /api/v1/auth/oidc/{provider}/callback',
    'GET /api/v1/rooms/{id}/socket',
    'GET /health',
    'GET /live',
    'GET /ready',
    'POST /api/v1/auth/oidc/{provider}/start',
    'POST /api/v1/auth/passkeys/options',
    'POST /api/v1/auth/password/forgot',
    'POST /api/v1/auth/password/reset',
    'POST /api/v1/auth/sign-in/anonymous',
    'POST /api/v1/auth/sign-in/email',
    'POST /api/v1/auth/sign-in/passkey',
    'POST /api/v1/auth/sign-in/second-factor',
    'POST /api/v1/auth/sign-up/email',
    'POST /api/v1/auth/verify-email',
  ])
})

const operations = Object.values(document.paths ?? {}).flatMap((methods) => Object.values(methods))

test('every operation has an id of its own', () => {
  const ids = operations.map(({ operationId }) => operationId)
  expect(ids.filter((id) => typeof id === 'string')).toHaveLength(documented.length)
  expect(new Set(ids).size).toBe(documented.length)
})

test('what takes a body says how its size and type are refused', () => {
  const taking = operations.filter(({ requestBody }) => requestBody !== undefined)
  expect(taking.length).toBeGreaterThan(5)
  for (const { responses } of taking)
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['413', '415']))
})

test('what begins a session tells where the bearer token is', () => {
  const tellers = operations.filter(({ responses }) => responses['200']?.headers?.['set-auth-token'])
  expect(tellers.map(({ operationId }) => operationId)).toEqual([
    'signUpEmail',
    'signInEmail',
    'verifyEmail',
    'signInAnonymous',
    'signInSecondFactor',
    'signInPasskey',
  ])
})

test('no schema of the document is empty', () => {
  expect(JSON.stringify(document)).not.toContain('"schema":{}')
})

test('the page for people names every route and needs no script', async () => {
  const bindings = (await import('#test/gateway/build-gateway.ts')).VARIABLES
  const page = await (await app.request('http://chat.test/docs', {}, bindings)).text()
  for (const path of Object.keys(document.paths ?? {})) expect(page).toContain(path)
  expect(page).not.toMatch(/<script|style=|onclick/i)
})
