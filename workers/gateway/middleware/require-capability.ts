import { createMiddleware } from 'hono/factory'
import { can } from '#domain/roles/can.ts'
import type { Capability } from '#domain/roles/capabilities.ts'
import type { GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'

/** Refuses whose platform role does not grant `capability`. Stands after `requireActor`. */
export const requireCapability = (capability: Capability) =>
  createMiddleware<GatewayEnv>(async (c, next) => {
    if (!can(c.get('actor'), capability)) throw new GatewayRefusal('forbidden')
    await next()
  })
