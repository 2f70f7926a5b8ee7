import { z } from 'zod'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import { MAX_TEXT_CHARACTERS } from '#schema/wire/limits.ts'

const MAX_COUNT = 1_000_000

const plan = z.strictObject({
  /** What one person may say in one room: a lasting rate and a burst. */
  messagesPerSecond: z.number().positive().max(MAX_COUNT),
  messageBurst: z.int().min(1).max(MAX_COUNT),
  /** UTF-16 code units. */
  maxMessageCharacters: z.int().min(1).max(MAX_TEXT_CHARACTERS),
  /** Rooms that are not archived, counted when one more is made. */
  maxOwnedRooms: z.int().min(0).max(MAX_COUNT),
  /** How far back one may read; null: to the beginning. */
  historyDays: z.int().min(1).max(36_500).nullable(),
})
export type Plan = z.infer<typeof plan>
export type Plans = Readonly<Record<PlatformRole, Plan>>

/** What of the plans is otherwise than here, by role. Unknown roles and fields are refused. */
export const planLimits = z.strictObject({
  guest: plan.partial().optional(),
  member: plan.partial().optional(),
  'paid-member': plan.partial().optional(),
  moderator: plan.partial().optional(),
  administrator: plan.partial().optional(),
})
export type PlanLimits = z.infer<typeof planLimits>

type Rate = Pick<Plan, 'messagesPerSecond' | 'messageBurst'>
type DefaultPlan = Omit<Plan, keyof Rate> & { rateFactor: number }

/** What each role has. `rateFactor` multiplies the platform's MESSAGES_PER_SECOND and MESSAGE_BURST. */
export const DEFAULT_PLANS: Readonly<Record<PlatformRole, DefaultPlan>> = {
  guest: { rateFactor: 1, maxMessageCharacters: 2000, maxOwnedRooms: 0, historyDays: 30 },
  member: { rateFactor: 1, maxMessageCharacters: 4000, maxOwnedRooms: 50, historyDays: 365 },
  'paid-member': { rateFactor: 2, maxMessageCharacters: 8000, maxOwnedRooms: 500, historyDays: null },
  moderator: { rateFactor: 2, maxMessageCharacters: 8000, maxOwnedRooms: 500, historyDays: null },
  administrator: { rateFactor: 2, maxMessageCharacters: 8000, maxOwnedRooms: 500, historyDays: null },
}

const withoutUndefined = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))

/** The plans of a platform with this rate: the defaults, and over them `limits`. */
export function computePlans(base: Rate, limits: PlanLimits): Plans {
  const planFor = (role: PlatformRole): Plan => {
    const { rateFactor, ...rest } = DEFAULT_PLANS[role]
    return {
      messagesPerSecond: base.messagesPerSecond * rateFactor,
      messageBurst: base.messageBurst * rateFactor,
      ...rest,
      ...withoutUndefined(limits[role] ?? {}),
    }
  }
  return {
    guest: planFor('guest'),
    member: planFor('member'),
    'paid-member': planFor('paid-member'),
    moderator: planFor('moderator'),
    administrator: planFor('administrator'),
  }
}

/** The plan of a role; an unknown one has the guest's. */
export const planOf = (plans: Plans, role: PlatformRole): Plan =>
  Object.hasOwn(plans, role) ? plans[role] : plans.guest

const DAY_MS = 86_400_000

/** The moment (ms) before which a role reads nothing; null: it reads all. */
export const computeHistoryStart = ({ historyDays }: Plan, now: number): number | null =>
  historyDays === null ? null : now - historyDays * DAY_MS
