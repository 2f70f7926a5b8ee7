import type { NextStep } from '#schema/wire/http/auth.ts'
import { type Me, me } from '#schema/wire/http/me.ts'
import {
  type AuditPage,
  accessToken,
  auditPage,
  recoveryCodeList,
  secondFactorChecked,
  type TotpStarted,
  totpStarted,
} from '#schema/wire/http/security.ts'
import type { Requester } from './requester.ts'

const PATH = '/api/v1/me/second-factor'

/** Second factors, tokens for other services, and what asks for them. Each method throws `SentinelError`. */
export class Security {
  readonly #request: Requester

  constructor(request: Requester) {
    this.#request = request
  }

  /** Answers the next step `second-factor` of a sign-in: a code of the authenticator, or a recovery code. */
  signIn({ challenge }: Pick<NextStep, 'challenge'>, code: string): Promise<Me> {
    const body = { challenge, code }
    return this.#request({ method: 'POST', path: '/api/v1/auth/sign-in/second-factor', body, schema: me })
  }

  /** A secret for an authenticator; it counts once `confirmTotp` was given its first code. */
  startTotp(): Promise<TotpStarted> {
    return this.#request({ method: 'POST', path: `${PATH}/totp`, schema: totpStarted })
  }

  /** @returns ten recovery codes, which are told this once. */
  async confirmTotp(code: string): Promise<string[]> {
    const request = {
      method: 'POST',
      path: `${PATH}/totp/confirm`,
      body: { code },
      schema: recoveryCodeList,
    } as const
    return (await this.#request(request)).recoveryCodes
  }

  removeTotp(code: string): Promise<void> {
    return this.#request({ method: 'POST', path: `${PATH}/totp/remove`, body: { code } })
  }

  /** @returns ten recovery codes; the ones before count no more. */
  async renewRecoveryCodes(code: string): Promise<string[]> {
    const request = {
      method: 'POST',
      path: `${PATH}/recovery-codes`,
      body: { code },
      schema: recoveryCodeList,
    } as const
    return (await this.#request(request)).recoveryCodes
  }

  /** Confirms the second factor in this session. @returns when, milliseconds. */
  async check(code: string): Promise<number> {
    const request = {
      method: 'POST',
      path: `${PATH}/check`,
      body: { code },
      schema: secondFactorChecked,
    } as const
    return (await this.#request(request)).secondFactorAt
  }

  /** A JWT that names the person to other services for five minutes. */
  token(): Promise<{ token: string; expiresAt: number }> {
    return this.#request({ method: 'POST', path: '/api/v1/auth/token', schema: accessToken })
  }

  /** The audit trail; `second_factor_required` unless it was confirmed within ten minutes. */
  audit(
    query: { cursor?: string; actorId?: string; targetId?: string; action?: string; limit?: number } = {},
  ): Promise<AuditPage> {
    return this.#request({ method: 'GET', path: '/api/v1/area51/audit', query, schema: auditPage })
  }
}
