import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Actor } from '#domain/roles/can.ts'
import type { Bindings } from './bindings.ts'
import type { Platform } from './platform.ts'

export type Variables = {
  requestId: string
  platform: Platform
  /** Set by `requireActor`. */
  actor: Actor
  roleVersion: number
  sessionToken: string
  sessionExpiresAt: number
  secondFactorAt: number | null
}

export type GatewayEnv = { Bindings: Bindings; Variables: Variables }
export type GatewayContext = Context<GatewayEnv>
export type Gateway = OpenAPIHono<GatewayEnv>
