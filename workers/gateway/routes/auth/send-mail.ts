import type { Mail } from '#services/mail/mailer.ts'
import type { GatewayContext } from '../../context.ts'
import { later } from '../../later.ts'
import { digestOf } from './account-digest.ts'

/** Mails a minute and address: more tells the owner nothing new, and costs them peace. */
const MAILS_PER_MINUTE = 3

/** Sends a mail after the answer has gone out. What one address gets too much of is dropped without a word. */
export function sendMail(c: GatewayContext, mail: Mail): void {
  later(c, 'mail-failed', async () => {
    const { mailer, limitAttempts: limit } = c.get('platform')
    if ((await limit(`mail:${await digestOf(mail.to.toLowerCase())}`, MAILS_PER_MINUTE)) !== null) return
    await mailer.send(mail)
  })
}
