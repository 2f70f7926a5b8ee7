/** How requests prove who asks. */
export type Credentials =
  /** A browser on the platform's own site: HttpOnly cookies, out of reach of scripts. */
  | { kind: 'cookies' }
  /** Everything else: a bearer token that the platform hands out on signing in. */
  | {
      kind: 'bearer'
      token?: string | undefined
      /** Called with each new token, and with null after signing out, so that it can be kept safely. */
      onToken?: ((token: string | null) => void) | undefined
      /** Kept beyond signing out, it keeps strangers who guess the password from slowing this device down. */
      device?: string | undefined
      onDevice?: ((device: string) => void) | undefined
    }

export type Authorizer = {
  apply(headers: Headers): RequestCredentials
  absorb(headers: Headers): void
  forget(): void
}

const TOKEN_HEADER = 'set-auth-token'
/** Tells the platform that this device has signed in to the account before; it opens nothing by itself. */
const DEVICE_HEADER = 'sentinel-device'

/** What a page of the platform's own shows besides its cookie. */
const CSRF_HEADER = 'x-csrf-token'

function createCookieAuthorizer(): Authorizer {
  let csrfToken: string | null = null
  return {
    apply: (headers) => {
      if (csrfToken !== null) headers.set(CSRF_HEADER, csrfToken)
      return 'include'
    },
    absorb: (headers) => {
      csrfToken = headers.get(CSRF_HEADER) ?? csrfToken
    },
    forget: () => {
      csrfToken = null
    },
  }
}

export function createAuthorizer(credentials: Credentials): Authorizer {
  if (credentials.kind === 'cookies') return createCookieAuthorizer()
  let token = credentials.token ?? null
  let device = credentials.device ?? null
  const keep = (next: string | null) => {
    if (next === token) return
    token = next
    credentials.onToken?.(next)
  }
  return {
    apply: (headers) => {
      if (token !== null) headers.set('authorization', `Bearer ${token}`)
      if (device !== null) headers.set(DEVICE_HEADER, device)
      return 'omit'
    },
    absorb: (headers) => {
      const next = headers.get(TOKEN_HEADER)
      if (next) keep(next)
      const known = headers.get(DEVICE_HEADER)
      if (!known || known === device) return
      device = known
      credentials.onDevice?.(known)
    },
    forget: () => keep(null),
  }
}
