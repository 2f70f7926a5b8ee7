import { verifyRegistrationResponse } from '@simplewebauthn/server'
import type { RegistrationResponse } from '#schema/wire/http/passkeys.ts'
import { isCrossOrigin } from './is-cross-origin.ts'
import { PASSKEY_ALGORITHMS, type RelyingParty } from './relying-party.ts'

export type NewCredential = {
  credentialId: string
  /** COSE. */
  publicKey: Uint8Array
  counter: number
  isBackedUp: boolean
}

/** The credential that an authenticator made for this challenge (WebAuthn, section 7.1); null where the answer does not hold. */
export async function verifyRegistration(
  { id, rawId, type, response }: RegistrationResponse,
  { challenge, relyingParty }: { challenge: string; relyingParty: RelyingParty },
): Promise<NewCredential | null> {
  const { clientDataJSON, attestationObject } = response
  if (isCrossOrigin(clientDataJSON)) return null
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...{ id, rawId, type, clientExtensionResults: {} },
        response: { clientDataJSON, attestationObject },
      },
      expectedChallenge: challenge,
      expectedOrigin: relyingParty.origin,
      expectedRPID: relyingParty.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...PASSKEY_ALGORITHMS],
    })
    if (!verified) return null
    const { credential, credentialBackedUp: isBackedUp } = registrationInfo
    // The id is signed for inside the answer; the one beside it is only repeated.
    if (credential.id !== id) return null
    return {
      credentialId: credential.id,
      publicKey: credential.publicKey,
      counter: credential.counter,
      isBackedUp,
    }
  } catch {
    return null
  }
}
