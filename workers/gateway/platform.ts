import type { Plans } from '#domain/plans/plan.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectOutbox, type Outbox } from '#services/connections/outbox.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { connectRedis, type Redis } from '#services/connections/redis.ts'
import { createKeyring, type Keyring } from '#services/content-keys/create-keyring.ts'
import { openPlans } from '#services/environment/open-plans.ts'
import { type Environment, parseEnvironment } from '#services/environment/parse-environment.ts'
import { createMailer } from '#services/mail/create-mailer.ts'
import type { Mailer } from '#services/mail/mailer.ts'
import { ProviderDirectory } from '#services/oidc/provider-directory.ts'
import { RateLimiter } from '#services/rate-limits/rate-limiter.ts'
import { type AttemptLimiter, createAttemptLimiter } from '#services/sessions/limit-attempts.ts'
import { createSessionCache, type SessionCache } from '#services/sessions/session-cache.ts'
import { SignInThrottle } from '#services/sessions/sign-in-throttle.ts'

const REDIS_REST_MS = 3000

/** Everything a request may need, made once per isolate: the clients are stateless, only the circuit remembers. */
export type Platform = {
  environment: Environment
  plans: Plans
  db: Postgres
  outbox: Outbox
  redis: Redis
  cache: SessionCache
  limitAttempts: AttemptLimiter
  keyring: Keyring
  rates: RateLimiter
  throttle: SignInThrottle
  mailer: Mailer
  directory: ProviderDirectory
}

const opened = new WeakMap<object, Platform>()

/** @throws EnvironmentError when a variable or secret is missing or malformed. */
export function openPlatform(bindings: object): Platform {
  const known = opened.get(bindings)
  if (known) return known
  const environment = parseEnvironment(bindings)
  const db = connectPostgres(environment)
  const redis = connectRedis(environment)
  const circuit = new Circuit(REDIS_REST_MS)
  const platform: Platform = {
    environment,
    plans: openPlans(environment),
    db,
    outbox: connectOutbox(environment),
    redis,
    cache: createSessionCache(redis, circuit),
    limitAttempts: createAttemptLimiter(redis, circuit),
    keyring: createKeyring(environment.MASTER_KEYS),
    rates: new RateLimiter(redis, circuit, environment.RATE_LIMITS),
    throttle: new SignInThrottle(redis, circuit, environment.AUTH_SECRET),
    mailer: createMailer(environment),
    directory: new ProviderDirectory(environment.OIDC_PROVIDERS),
  }
  opened.set(bindings, platform)
  return platform
}
