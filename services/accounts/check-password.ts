import { verifyPassword } from '#services/sessions/hash-password.ts'
import type { FoundAccount } from './find-account.ts'

/** Of no password. Checked against where there is no account, so that an unknown address takes as long as a wrong password. */
const NOBODYS_HASH =
  '$scrypt$ln=15,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='

/** True when it is the account's password; the same work whether or not there is an account. */
export async function checkPassword(account: FoundAccount | null, password: string): Promise<boolean> {
  const isRight = await verifyPassword({ hash: account?.passwordHash ?? NOBODYS_HASH, password })
  return isRight && typeof account?.passwordHash === 'string'
}
