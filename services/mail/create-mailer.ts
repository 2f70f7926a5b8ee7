import { withDeadline } from '#services/connections/with-deadline.ts'
import type { Environment } from '#services/environment/parse-environment.ts'
import type { Mailer } from './mailer.ts'

const TIMEOUT_MS = 10_000

type Settings = Pick<Environment, 'ENVIRONMENT' | 'MAIL_API_URL' | 'MAIL_API_TOKEN' | 'MAIL_FROM'>

/**
 * An HTTP mail API where one is set: POST of `{from, to, subject, text}` as JSON with a bearer token. Else, on a developer's machine,
 * the console.
 */
export function createMailer(environment: Settings): Mailer {
  const { MAIL_API_URL: url, MAIL_API_TOKEN: token, MAIL_FROM: from } = environment
  if (url !== undefined && token !== undefined && from !== undefined)
    return createHttpMailer({ url, token, from })
  if (environment.ENVIRONMENT === 'production') throw new Error('There is no mail API.')
  return { send: async ({ to, subject, text }) => console.log(`--- Mail to ${to}: ${subject}\n${text}\n---`) }
}

const createHttpMailer = ({ url, token, from }: { url: string; token: string; from: string }): Mailer => ({
  async send({ to, subject, text }) {
    const response = await withDeadline(
      fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ from, to: [to], subject, text }),
      }),
      TIMEOUT_MS,
    )
    await response.body?.cancel()
    if (!response.ok) throw new Error(`The mail API answered ${response.status}.`)
  },
})
