import type { GatewayContext } from './context.ts'
import { GatewayRefusal } from './gateway-refusal.ts'

/** What is no route of ours: a static file, or for a path under /api/ the plain fact that there is nothing. */
export async function serveAsset(c: GatewayContext, offered: readonly string[]): Promise<Response> {
  if (offered.length > 0) {
    c.header('allow', offered.join(', '))
    throw new GatewayRefusal('method_not_allowed')
  }
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
  if (!isRead || c.req.path.startsWith('/api/') || !c.env.ASSETS) throw new GatewayRefusal('not_found')
  const asset = await c.env.ASSETS.fetch(c.req.raw)
  return new Response(asset.body, asset)
}
