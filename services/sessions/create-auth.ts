import { betterAuth } from 'better-auth'
import { anonymous } from 'better-auth/plugins/anonymous'
import { uuidv7 } from 'uuidv7'
import { MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS } from '#schema/wire/http/auth.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Environment } from '#services/environment/parse-environment.ts'
import { hashPassword, verifyPassword } from './hash-password.ts'
import { createRowKeepingAdapter } from './row-keeping-adapter.ts'

const SESSION_LIFE_SECONDS = 14 * 24 * 60 * 60

/** Carries a guest's chosen name, percent-encoded, into the library. The gateway sets it and never forwards it. */
export const GUEST_NAME_HEADER = 'x-sentinel-guest-name'

/** What nobody sets by asking: an input that names one of these is refused. */
const kept = { input: false, required: false, returned: false } as const

/**
 * better-auth on our tables: it creates people and sessions and signs the cookie. It is called by the gateway's own
 * routes only, and its router is never mounted, so nothing of it is reachable that no route names.
 */
export function createAuth(
  db: Postgres,
  environment: Pick<Environment, 'ENVIRONMENT' | 'PUBLIC_ORIGIN' | 'AUTH_SECRET' | 'TRUSTED_ORIGINS'>,
) {
  return betterAuth({
    appName: 'Sentinel Chat',
    baseURL: environment.PUBLIC_ORIGIN,
    basePath: '/api/v1/auth',
    secret: environment.AUTH_SECRET,
    trustedOrigins: environment.TRUSTED_ORIGINS,
    database: createRowKeepingAdapter(db),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: MIN_PASSWORD_CHARACTERS,
      maxPasswordLength: MAX_PASSWORD_CHARACTERS,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: {
      additionalFields: {
        role: { type: 'string', ...kept, returned: true },
        roleVersion: { type: 'number', ...kept },
        bannedUntil: { type: 'date', ...kept },
        deletedAt: { type: 'date', ...kept },
      },
    },
    session: {
      expiresIn: SESSION_LIFE_SECONDS,
      additionalFields: { deletedAt: { type: 'date', ...kept } },
    },
    account: { additionalFields: { deletedAt: { type: 'date', ...kept } } },
    verification: { additionalFields: { deletedAt: { type: 'date', ...kept } } },
    databaseHooks: {
      user: {
        create: {
          before: async (user) => ({
            data: { ...user, role: user.isAnonymous === true ? 'guest' : 'member' },
          }),
        },
      },
    },
    plugins: [
      anonymous({
        emailDomainName: 'guest.invalid',
        disableDeleteAnonymousUser: true,
        generateName: (context) => {
          const name = context.headers?.get(GUEST_NAME_HEADER)
          return name ? decodeURIComponent(name) : 'Guest'
        },
      }),
    ],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'sentinel',
      useSecureCookies: environment.ENVIRONMENT === 'production',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: ['cf-connecting-ip'] },
      database: { generateId: () => uuidv7() },
    },
  })
}

export type Auth = ReturnType<typeof createAuth>
