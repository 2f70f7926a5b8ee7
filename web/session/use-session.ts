import { useCallback, useEffect, useState } from 'react'
import type { Client, Me } from '#sdk/index.ts'
import { describeError, isSignedOut } from './describe-error.ts'
import type { Session } from './session-state.ts'

export type SessionControl = {
  session: Session
  /** Asks the platform anew who is signed in. */
  check(): void
  enter(me: Me): void
  /** Ends the session; throws what the platform refuses. */
  signOut(): Promise<void>
  /** The session ended without being asked to. */
  expire(): void
}

export const SESSION_ENDED = 'Your session has ended. Sign in again to go on.'

/** Who is signed in, as the platform says: the page itself holds no credential. */
export function useSession(client: Client): SessionControl {
  const [session, setSession] = useState<Session>({ kind: 'checking' })
  const check = useCallback(() => {
    client.accounts.me().then(
      (me) => setSession({ kind: 'signed-in', me }),
      (error: unknown) =>
        setSession(
          isSignedOut(error)
            ? { kind: 'signed-out', notice: null }
            : { kind: 'unreachable', message: describeError(error) },
        ),
    )
  }, [client])
  const enter = useCallback((me: Me) => setSession({ kind: 'signed-in', me }), [])
  const expire = useCallback(() => setSession({ kind: 'signed-out', notice: SESSION_ENDED }), [])
  const signOut = useCallback(async () => {
    await client.accounts.signOut().catch((error: unknown) => {
      if (!isSignedOut(error)) throw error
    })
    setSession({ kind: 'signed-out', notice: null })
  }, [client])
  useEffect(check, [check])
  return { session, check, enter, signOut, expire }
}
