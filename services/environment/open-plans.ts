import { computePlans, type Plans } from '#domain/plans/plan.ts'
import type { Environment } from './parse-environment.ts'

/** What each role has on this platform. */
export const openPlans = (environment: Environment): Plans =>
  computePlans(
    { messagesPerSecond: environment.MESSAGES_PER_SECOND, messageBurst: environment.MESSAGE_BURST },
    environment.PLAN_LIMITS,
  )
