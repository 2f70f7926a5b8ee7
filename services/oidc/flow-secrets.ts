export type FlowSecrets = { state: string; nonce: string; codeVerifier: string }

/**
 * What one sign-in at a provider is bound by: `state` to the browser, `nonce` to the ID token, the verifier to the code (RFC 7636).
 * Each is an HMAC-SHA-256 of the flow's token, which the browser's cookie holds and no table does, so none of them tells another.
 */
export async function deriveFlowSecrets(token: string): Promise<FlowSecrets> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const encoder = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', encoder.encode(token), algorithm, false, ['sign'])
  const derive = async (label: string) =>
    Buffer.from(await crypto.subtle.sign('HMAC', key, encoder.encode(`sentinel.oidc.1:${label}`))).toString(
      'base64url',
    )
  return {
    state: await derive('state'),
    nonce: await derive('nonce'),
    codeVerifier: await derive('code-verifier'),
  }
}
