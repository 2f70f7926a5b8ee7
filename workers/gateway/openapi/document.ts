import type { Gateway } from '../context.ts'
import { BILLING_SIGNATURE_HEADER } from '../middleware/require-billing-signature.ts'

const INFORMATION = {
  openapi: '3.1.0',
  info: {
    title: 'Sentinel Chat',
    version: '1.0.0',
    description:
      'Accounts, rooms, history and the tickets that open a room’s socket. Every refusal has one form; the socket itself speaks `sentinel.v1`.',
  },
} as const

/** Names the credentials. Called once, before the document is asked for. */
export function declareCredentials(app: Gateway, cookieName: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: cookieName,
    description: 'Set on signing in. In production its name begins with `__Secure-`.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'billingSignature', {
    type: 'apiKey',
    in: 'header',
    name: BILLING_SIGNATURE_HEADER,
    description: 'The billing provider’s signature over the body.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'service', {
    type: 'apiKey',
    in: 'header',
    name: 'authorization',
    description: 'A signature with a service secret, good once and for a minute.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'The value of `set-auth-token` in the answer to signing in or up.',
  })
}

export type OpenApiDocument = ReturnType<Gateway['getOpenAPI31Document']>

/** The description of every declared route, from the schemas that also check the requests. */
export const describeApi = (app: Gateway): OpenApiDocument => app.getOpenAPI31Document(INFORMATION)
