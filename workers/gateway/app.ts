import { OpenAPIHono } from '@hono/zod-openapi'
import type { Gateway, GatewayEnv } from './context.ts'
import { describeIssue } from './describe-issue.ts'
import { GatewayRefusal } from './gateway-refusal.ts'
import { accessLog } from './middleware/access-log.ts'
import { crossOrigin } from './middleware/cross-origin.ts'
import { limitBody, requireJson } from './middleware/json-bodies.ts'
import { limitNetwork } from './middleware/rate-limits.ts'
import { requestDeadline } from './middleware/request-deadline.ts'
import { requestId } from './middleware/request-id.ts'
import { securityHeaders } from './middleware/security-headers.ts'
import { trustedHosts } from './middleware/trusted-hosts.ts'
import { trustedOrigins } from './middleware/trusted-origins.ts'
import { withPlatform } from './middleware/with-platform.ts'
import { declareCredentials } from './openapi/document.ts'
import { createMethodFinder } from './openapi/find-methods.ts'
import { respondWithError } from './respond-with-error.ts'
import { declareRoutes } from './routes/declare-routes.ts'
import { serveAsset } from './serve-asset.ts'

/** The platform's only public surface. The order of the middleware is the order of trust: no body is read before the last. */
export function createGateway(): Gateway {
  const app: Gateway = new OpenAPIHono<GatewayEnv>({
    defaultHook: (result) => {
      if (result.success) return
      throw new GatewayRefusal('malformed', { issues: result.error.issues.map(describeIssue) })
    },
  })
  app.use(requestId, accessLog, securityHeaders, withPlatform, trustedHosts)
  app.use('/api/*', requestDeadline, trustedOrigins, crossOrigin, limitNetwork, limitBody, requireJson)
  app.use('/internal/*', requestDeadline, trustedOrigins, limitNetwork, limitBody)
  declareCredentials(app, 'sentinel.session_token')
  declareRoutes(app)
  const findMethods = createMethodFinder(app)
  app.notFound((c) => serveAsset(c, findMethods(c.req.path)))
  app.onError(respondWithError)
  return app
}
