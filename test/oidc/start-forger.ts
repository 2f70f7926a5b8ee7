import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { listen } from './listen.ts'
import { CLIENT } from './start-provider.ts'

export type Forgery = {
  claims?: Record<string, unknown>
  /** Absent: the key that it publishes. */
  key?: KeyObject | Uint8Array
  alg?: string
  /** What it tells of the person; absent: nothing. */
  userinfo?: Record<string, unknown>
  /** What its configuration says otherwise. */
  configuration?: Record<string, unknown>
}

const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
export const newKey = (): KeyObject => newKeys().privateKey

/** A provider that answers as the test tells it to, also what no honest one would. The code it gives is the nonce it was asked with. */
export async function startForger(): Promise<{
  issuer: string
  /** For the next flows. */
  forge(forgery: Forgery): void
  /** Where it sends the browser back to, from where it was sent. */
  answer(url: string): URL
  tokenRequests: URLSearchParams[]
  stop(): Promise<void>
}> {
  const { origin: issuer, serve, stop } = await listen()
  const { privateKey, publicKey } = newKeys()
  const tokenRequests: URLSearchParams[] = []
  let forgery: Forgery = {}

  const idToken = (nonce: string): Promise<string> | string => {
    const seconds = Math.floor(Date.now() / 1000)
    const honest = { iss: issuer, aud: CLIENT.id, sub: 'forged', nonce, iat: seconds, exp: seconds + 300 }
    const claims = { ...honest, ...forgery.claims }
    const { alg = 'RS256', key = privateKey } = forgery
    if (alg === 'none') return new UnsecuredJWT(claims).encode()
    return new SignJWT(claims).setProtectedHeader({ alg, kid: 'forger' }).sign(key)
  }
  const answers: Record<string, (body: URLSearchParams) => unknown> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/userinfo`,
      ...forgery.configuration,
    }),
    '/jwks': () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'forger', use: 'sig' }] }),
    '/token': async (body) => {
      tokenRequests.push(body)
      return { access_token: 'x', token_type: 'bearer', id_token: await idToken(body.get('code') ?? '') }
    },
    '/userinfo': () => ({ sub: 'forged', ...forgery.userinfo }),
  }
  serve(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const answer = await answers[request.url ?? '']?.(new URLSearchParams(body))
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer ?? {}))
  })
  return {
    issuer,
    tokenRequests,
    forge: (next) => {
      forgery = next
    },
    answer: (url) => {
      const asked = new URL(url).searchParams
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.searchParams.set('code', asked.get('nonce') ?? '')
      back.searchParams.set('state', asked.get('state') ?? '')
      return back
    },
    stop,
  }
}
