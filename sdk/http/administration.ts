import type { Ban } from '#schema/wire/http/administration.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { Requester } from './requester.ts'

/** What moderators and administrators of the platform do to people. Each method throws `SentinelError`. */
export class Administration {
  readonly #request: Requester

  constructor(request: Requester) {
    this.#request = request
  }

  /** Counts at once, on open sockets too. `conflict` for the last administrator. */
  changeRole(userId: string, role: PlatformRole): Promise<void> {
    return this.#request({ method: 'POST', path: `/api/v1/admin/users/${userId}/role`, body: { role } })
  }

  /** `seconds` null: for good. */
  ban(userId: string, { seconds, reason }: Ban): Promise<void> {
    const body = { seconds, reason }
    return this.#request({ method: 'POST', path: `/api/v1/admin/users/${userId}/ban`, body })
  }

  unban(userId: string): Promise<void> {
    return this.#request({ method: 'POST', path: `/api/v1/admin/users/${userId}/unban` })
  }
}
