import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { AuthenticationResponse } from '#schema/wire/http/passkeys.ts'
import { isCrossOrigin } from './is-cross-origin.ts'
import { type RelyingParty, toUserHandle } from './relying-party.ts'

export type KnownCredential = { userId: string; credentialId: string; publicKey: Uint8Array }

/**
 * What the authenticator says after it has signed this challenge (WebAuthn, section 7.2) and has verified the person; null where the
 * answer does not hold. Whether the counter may stand so is for the caller, who keeps it.
 */
export async function verifyAuthentication(
  { id, rawId, type, response }: AuthenticationResponse,
  {
    challenge,
    relyingParty,
    known,
  }: { challenge: string; relyingParty: RelyingParty; known: KnownCredential },
): Promise<{ counter: number; isBackedUp: boolean } | null> {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  if (isCrossOrigin(clientDataJSON)) return null
  if (userHandle && userHandle !== toUserHandle(known.userId)) return null
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...{ id, rawId, type, clientExtensionResults: {} },
        response: { clientDataJSON, authenticatorData, signature },
      },
      expectedChallenge: challenge,
      expectedOrigin: relyingParty.origin,
      expectedRPID: relyingParty.id,
      requireUserVerification: true,
      credential: { id: known.credentialId, publicKey: new Uint8Array(known.publicKey), counter: 0 },
    })
    if (!verified) return null
    return {
      counter: authenticationInfo.newCounter,
      isBackedUp: authenticationInfo.credentialBackedUp,
    }
  } catch {
    return null
  }
}
