export type Mail = { to: string; subject: string; text: string }

/** Sends mail. @throws Error when the mail was not taken. */
export type Mailer = { send(mail: Mail): Promise<void> }
