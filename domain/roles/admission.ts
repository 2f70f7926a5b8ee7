import type { PlatformRole } from '#schema/wire/http/me.ts'
import { type Visibility, visibility } from '#schema/wire/http/rooms.ts'

/** How a room takes a person by their role on the platform. */
export type Admission = {
  /** Who is no member. `visitor` may join, `offered` sees what they can't have, to a `stranger` there is no such room. */
  readonly outside: 'visitor' | 'offered' | 'stranger'
  /** The same with a valid invitation in hand. */
  readonly invited: 'visitor' | 'invited' | 'offered' | 'stranger'
  /** Whether a member remains one in deed; else only in name. */
  readonly stays: boolean
}

const OPEN: Admission = { outside: 'visitor', invited: 'visitor', stays: true }
const OFFER: Admission = { outside: 'offered', invited: 'offered', stays: false }
const SHUT: Admission = { outside: 'stranger', invited: 'stranger', stays: false }
const HIDDEN: Admission = { outside: 'stranger', invited: 'invited', stays: true }

/** Who gets into which kind of room. */
export const ADMISSIONS: Readonly<Record<Visibility, Readonly<Record<PlatformRole, Admission>>>> = {
  public: { guest: OPEN, member: OPEN, 'paid-member': OPEN, moderator: OPEN, administrator: OPEN },
  members: { guest: SHUT, member: OPEN, 'paid-member': OPEN, moderator: OPEN, administrator: OPEN },
  paid: { guest: SHUT, member: OFFER, 'paid-member': OPEN, moderator: OPEN, administrator: OPEN },
  private: { guest: HIDDEN, member: HIDDEN, 'paid-member': HIDDEN, moderator: HIDDEN, administrator: HIDDEN },
}

/** Null for a visibility or a role that there is not. */
export function findAdmission(of: { visibility: Visibility; role: PlatformRole }): Admission | null {
  if (!Object.hasOwn(ADMISSIONS, of.visibility)) return null
  const byRole = ADMISSIONS[of.visibility]
  return Object.hasOwn(byRole, of.role) ? byRole[of.role] : null
}

/** Whether a person of this role can be in such a room at all: only then may they make one. Unknown input: false. */
export const isAdmitted = (of: { visibility: Visibility; role: PlatformRole }): boolean =>
  findAdmission(of)?.stays ?? false

/** The kinds of room that are listed for a person of this role who is no member of them. */
export const listedVisibilities = (role: PlatformRole): Visibility[] =>
  visibility.options.filter((option) => {
    const outside = findAdmission({ visibility: option, role })?.outside ?? 'stranger'
    return outside !== 'stranger'
  })
