import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EnvironmentError, parseEnvironment, SECRET_NAMES } from './parse-environment.ts'

const KEY = `${'A'.repeat(43)}=`

const production = {
  ENVIRONMENT: 'production',
  PUBLIC_ORIGIN: 'https://chat.example.com',
  TRUSTED_HOSTS: 'chat.example.com',
  TRUSTED_ORIGINS: 'https://chat.example.com, https://app.example.com',
  DATABASE_URL: 'postgres://user:password@db.example.com/chat',
  OUTBOX_URL: 'https://user:password@outbox.example.com',
  UPSTASH_REDIS_REST_URL: 'https://redis.example.com',
  UPSTASH_REDIS_REST_TOKEN: 'a-token-of-enough-length',
  AUTH_SECRET: 'a-secret-of-at-least-32-characters',
  TICKET_SECRET: KEY,
  MASTER_KEYS: `1:${KEY},2:${KEY}`,
  MAIL_API_URL: 'https://mail.example.com/emails',
  MAIL_API_TOKEN: 'a-token-of-the-mail-api',
  MAIL_FROM: 'Sentinel Chat <no-reply@example.com>',
}

type Name =
  | keyof typeof production
  | 'NEON_FETCH_ENDPOINT'
  | 'OUTBOX_SHARDS'
  | 'PLAN_LIMITS'
  | 'SIGN_UP'
  | 'BILLING_WEBHOOK_SECRETS'
  | 'OIDC_PROVIDERS'

function refusalOf(over: Partial<Record<Name, string | undefined>>): string {
  try {
    parseEnvironment({ ...production, ...over })
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message
  }
  return 'was accepted'
}

it('a whole environment is accepted, its lists split and its numbers given', () => {
  const environment = parseEnvironment(production)
  expect(environment.TRUSTED_ORIGINS).toEqual(['https://chat.example.com', 'https://app.example.com'])
  expect(environment.OUTBOX_SHARDS).toBe(4)
  expect(environment.PLAN_LIMITS).toEqual({})
  const limits = { 'paid-member': { maxOwnedRooms: 7 } }
  expect(parseEnvironment({ ...production, PLAN_LIMITS: JSON.stringify(limits) }).PLAN_LIMITS).toEqual(limits)
})

it('the example file has every variable that is read, and no other', () => {
  const example = readFileSync(join(import.meta.dirname, '../../.dev.vars.example'), 'utf8')
  const named = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name)
  const local = {
    ...production,
    ENVIRONMENT: 'development',
    SERVICE_SECRETS: 's'.repeat(40),
    NEON_FETCH_ENDPOINT: 'http://127.0.0.1:5434/sql',
    BILLING_WEBHOOK_SECRETS: 'x'.repeat(32),
    OIDC_PROVIDERS: '[]',
  }
  expect(named.sort()).toEqual(Object.keys(parseEnvironment(local)).sort())
})

it('no secret has a value in wrangler.toml outside the tests', () => {
  const [configuration = ''] = readFileSync(join(import.meta.dirname, '../../wrangler.toml'), 'utf8').split(
    '[env.test]',
  )
  expect(SECRET_NAMES).toContain('MASTER_KEYS')
  const optional = ['OIDC_PROVIDERS', 'BILLING_WEBHOOK_SECRETS']
  expect([...SECRET_NAMES, ...optional].filter((name) => configuration.includes(name))).toEqual([])
})

describe('one sentence names what is at fault and shows nothing of it', () => {
  const names = Object.keys(production) as (keyof typeof production)[]
  it.each(names)('%s missing', (name) => {
    const { [name]: _, ...rest } = production
    expect(() => parseEnvironment(rest)).toThrow(`${name} is missing`)
    expect(refusalOf({ [name]: '' })).toContain(`${name} is missing`)
  })

  it.each<[Name, string]>([
    ['ENVIRONMENT', 'staging'],
    ['PUBLIC_ORIGIN', 'chat'],
    ['TRUSTED_HOSTS', ' , '],
    ['DATABASE_URL', 'mysql://user:hunter2@db/chat'],
    ['OUTBOX_URL', 'hunter2'],
    ['UPSTASH_REDIS_REST_TOKEN', 'hunter2'],
    ['AUTH_SECRET', 'hunter2'],
    ['TICKET_SECRET', 'hunter2'],
    ['MASTER_KEYS', KEY],
    ['MASTER_KEYS', `1:${KEY},hunter2`],
    ['BILLING_WEBHOOK_SECRETS', 'hunter2'],
    ['BILLING_WEBHOOK_SECRETS', `${'x'.repeat(32)},hunter2`],
    ['BILLING_WEBHOOK_SECRETS', Array(3).fill('hunter2'.repeat(5)).join()],
    ['PLAN_LIMITS', 'hunter2'],
    ['PLAN_LIMITS', '{"member":{"hunter2":1}}'],
    ['PLAN_LIMITS', '{"hunter2":{}}'],
    ['OUTBOX_SHARDS', '0'],
    ['OUTBOX_SHARDS', 'hunter2'],
  ])('%s malformed', (name, value) => {
    const message = refusalOf({ [name]: value })
    expect(message).toContain(`${name} is malformed`)
    expect(message).not.toContain('hunter2')
    expect(message).not.toContain(KEY)
  })
})

describe('in production', () => {
  it.each<Name>(['PUBLIC_ORIGIN', 'OUTBOX_URL', 'UPSTASH_REDIS_REST_URL', 'MAIL_API_URL'])(
    '%s without TLS is refused',
    (name) => {
      expect(refusalOf({ [name]: 'http://plain.example.com' })).toBe(`${name} must use https in production`)
    },
  )
  it('a provider of identities without TLS is refused', () => {
    const providers = (issuer: string) =>
      JSON.stringify([
        { id: 'acme', name: 'Acme', issuer, clientId: 'chat', clientSecret: 'a-client-secret' },
      ])
    expect(refusalOf({ OIDC_PROVIDERS: providers('http://id.example.com') })).toBe(
      'OIDC_PROVIDERS must use https issuers in production',
    )
    const OIDC_PROVIDERS = providers('https://id.example.com')
    expect(parseEnvironment({ ...production, OIDC_PROVIDERS }).OIDC_PROVIDERS).toMatchObject([
      { id: 'acme', scopes: ['openid', 'email', 'profile'] },
    ])
  })
  it('a sign-up without a mailed code is refused', () => {
    expect(refusalOf({ SIGN_UP: 'open' })).toBe('SIGN_UP must be verified in production')
  })
  it('the local Neon endpoint is refused', () => {
    expect(refusalOf({ NEON_FETCH_ENDPOINT: 'https://db.example.com/sql' })).toContain('NEON_FETCH_ENDPOINT')
  })
  it('what development may do is not refused there', () => {
    const local = { ...production, ENVIRONMENT: 'development', OUTBOX_URL: 'http://127.0.0.1:3307' }
    expect(parseEnvironment(local).OUTBOX_URL).toBe('http://127.0.0.1:3307')
  })
})
