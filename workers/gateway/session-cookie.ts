import type { Environment } from '#services/environment/parse-environment.ts'

/** The cookie that holds the signed session token; browsers keep a `__Secure-` one to TLS. */
export const sessionCookieName = ({ ENVIRONMENT }: Pick<Environment, 'ENVIRONMENT'>): string =>
  `${ENVIRONMENT === 'production' ? '__Secure-' : ''}sentinel.session_token`
