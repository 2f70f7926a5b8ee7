import { z } from 'zod'
import { planLimits } from '#domain/plans/plan.ts'
import { oidcProviders } from '#services/oidc/provider.ts'
import { rateLimits, requireLimits } from '#services/rate-limits/limits.ts'

const list = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .pipe(z.array(z.string()).min(1))

const count = (low: number, high: number) => z.coerce.number().int().min(low).max(high)

const json = z.string().transform((value, context): unknown => {
  try {
    return JSON.parse(value)
  } catch {
    context.addIssue('must be JSON')
    return z.NEVER
  }
})

const KEY_256 = '[A-Za-z0-9+/]{43}='
const base64Key = z.string().regex(new RegExp(`^${KEY_256}$`))
const masterKeys = z.string().regex(new RegExp(`^[1-9]\\d{0,8}:${KEY_256}(,[1-9]\\d{0,8}:${KEY_256})*$`))

const secrets = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\/\S+$/),
  OUTBOX_URL: z.url(),
  UPSTASH_REDIS_REST_URL: z.url(),
  UPSTASH_REDIS_REST_TOKEN: z.string().min(16),
  AUTH_SECRET: z.string().min(32),
  TICKET_SECRET: base64Key,
  MASTER_KEYS: masterKeys,
})

const mail = z.object({
  MAIL_API_URL: z.url().optional(),
  MAIL_API_TOKEN: z.string().min(16).optional(),
  MAIL_FROM: z.string().min(3).max(320).optional(),
})

const variables = z.object({
  ENVIRONMENT: z.enum(['development', 'test', 'production']),
  PUBLIC_ORIGIN: z.url(),
  TRUSTED_HOSTS: list,
  TRUSTED_ORIGINS: list,
  ...secrets.shape,
  ...mail.shape,
  SIGN_UP: z.enum(['verified', 'open']).default('verified'),
  NEON_FETCH_ENDPOINT: z.url().optional(),
  OUTBOX_SHARDS: count(1, 256).default(4),
  DRAIN_BATCH_SIZE: count(1, 2000).default(500),
  DRAIN_INTERVAL_MS: count(100, 600_000).default(1000),
  OUTBOX_RETENTION_MS: count(60_000, 604_800_000).default(600_000),
  MESSAGES_PER_SECOND: count(1, 1_000_000).default(10),
  MESSAGE_BURST: count(1, 1_000_000).default(30),
  SERVICE_SECRETS: list.pipe(z.array(z.string().min(32)).max(2)).optional(),
  BILLING_WEBHOOK_SECRETS: list.pipe(z.array(z.string().min(32)).max(2)).optional(),
  OIDC_PROVIDERS: json.pipe(oidcProviders).default([]),
  PLAN_LIMITS: json.pipe(planLimits).default({}),
  RATE_LIMITS: json.pipe(rateLimits).default({}).transform(requireLimits),
  RELAY_THRESHOLD: count(1, 30_000).default(1000),
  AUTH_ATTEMPTS_PER_MINUTE: count(1, 1_000_000).default(20),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
})

/** What a deploy must find set as secrets; every other variable may stand in `wrangler.toml`. */
export const SECRET_NAMES: readonly string[] = [...Object.keys(secrets.shape), 'MAIL_API_TOKEN']

export type Environment = z.infer<typeof variables>

/** A variable or secret is missing or malformed. The message names it and never carries its value. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError'
}

const isTls = (url: string) => url.startsWith('https:')

function requireProductionSafety(environment: Environment): void {
  const refuse = (name: string, why: string): never => {
    throw new EnvironmentError(`${name} ${why}`)
  }
  if (environment.NEON_FETCH_ENDPOINT !== undefined) refuse('NEON_FETCH_ENDPOINT', 'is for development only')
  if (environment.SIGN_UP === 'open') refuse('SIGN_UP', 'must be verified in production')
  for (const name of ['MAIL_API_URL', 'MAIL_API_TOKEN', 'MAIL_FROM'] as const)
    if (environment[name] === undefined) refuse(name, 'is missing: see .dev.vars.example for its form')
  if (!isTls(environment.MAIL_API_URL ?? '')) refuse('MAIL_API_URL', 'must use https in production')
  if (!isTls(environment.PUBLIC_ORIGIN)) refuse('PUBLIC_ORIGIN', 'must use https in production')
  if (!isTls(environment.OUTBOX_URL)) refuse('OUTBOX_URL', 'must use https in production')
  if (!environment.OIDC_PROVIDERS.every(({ issuer }) => isTls(issuer)))
    refuse('OIDC_PROVIDERS', 'must use https issuers in production')
  if (!isTls(environment.UPSTASH_REDIS_REST_URL))
    refuse('UPSTASH_REDIS_REST_URL', 'must use https in production')
}

const parsed = new WeakMap<object, Environment>()

/**
 * The Worker's variables and secrets, typed; parsed once per isolate.
 * @throws EnvironmentError with one sentence that names the first variable at fault.
 */
export function parseEnvironment(raw: object): Environment {
  const known = parsed.get(raw)
  if (known) return known
  const result = variables.safeParse(raw)
  if (!result.success) {
    const name = String(result.error.issues[0]?.path[0] ?? 'The environment')
    const isMissing = !(name in raw) || Reflect.get(raw, name) === ''
    throw new EnvironmentError(
      `${name} is ${isMissing ? 'missing' : 'malformed'}: see .dev.vars.example for its form`,
    )
  }
  if (result.data.ENVIRONMENT === 'production') requireProductionSafety(result.data)
  parsed.set(raw, result.data)
  return result.data
}
