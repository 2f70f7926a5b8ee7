import { DEFAULT_PLANS } from '#domain/plans/plan.ts'
import { ADMISSIONS, type Admission } from '#domain/roles/admission.ts'
import {
  PLATFORM_CAPABILITIES,
  READING,
  ROOM_CAPABILITIES,
  type RoomCapability,
  SPEAKING,
} from '#domain/roles/capabilities.ts'
import { platformRole } from '#schema/wire/http/me.ts'
import { visibility } from '#schema/wire/http/rooms.ts'
import { table } from './fill-tables.ts'

const ROLES = platformRole.options
const STANDINGS = Object.keys(ROOM_CAPABILITIES) as (keyof typeof ROOM_CAPABILITIES)[]
const ROOM_ROWS: readonly RoomCapability[] = ROOM_CAPABILITIES.owner

const mark = (isGranted: boolean) => (isGranted ? 'yes' : '-')
const code = (name: string) => `\`${name}\``

/** Capability × platform role. */
const renderPlatform = () => {
  const rows = [...new Set(ROLES.flatMap((role) => PLATFORM_CAPABILITIES[role]))]
  return table(
    ['capability', ...ROLES],
    rows
      .filter((row) => !row.startsWith('any:'))
      .map((row) => [code(row), ...ROLES.map((role) => mark(PLATFORM_CAPABILITIES[role].includes(row)))]),
  )
}

/** Room capability × platform role: what a role reaches in rooms that its holder has nothing to do with. */
const renderAnyRoom = () =>
  table(
    ['capability', ...ROLES],
    ROOM_ROWS.map((row) => [
      code(row),
      ...ROLES.map((role) => mark(PLATFORM_CAPABILITIES[role].includes(`any:${row}`))),
    ]),
  )

/** Room capability × standing. */
const renderRoom = () =>
  table(
    ['capability', ...STANDINGS, 'archived', 'muted'],
    ROOM_ROWS.map((row) => [
      code(row),
      ...STANDINGS.map((standing) => mark(ROOM_CAPABILITIES[standing].includes(row))),
      READING.includes(row) ? 'stays' : '-',
      SPEAKING.includes(row) ? '-' : 'stays',
    ]),
  )

const describeAdmission = ({ outside, invited, stays }: Admission) =>
  `${outside}${invited === outside ? '' : ` (${invited})`}; ${stays ? 'stays' : 'lapses'}`

/** Visibility × platform role. */
const renderAdmissions = () =>
  table(
    ['visibility', ...ROLES],
    visibility.options.map((kind) => [
      code(kind),
      ...ROLES.map((role) => describeAdmission(ADMISSIONS[kind][role])),
    ]),
  )

/** Plan × platform role. */
const renderPlans = () =>
  table(
    ['', ...ROLES],
    [
      ['rate, as a multiple of the platform’s', ...ROLES.map((role) => DEFAULT_PLANS[role].rateFactor)],
      ['characters of a message', ...ROLES.map((role) => DEFAULT_PLANS[role].maxMessageCharacters)],
      ['rooms owned', ...ROLES.map((role) => DEFAULT_PLANS[role].maxOwnedRooms)],
      ['days of history', ...ROLES.map((role) => DEFAULT_PLANS[role].historyDays ?? 'all')],
    ],
  )

/** The tables of docs/roles.md. */
export const ROLES_TABLES: Readonly<Record<string, () => string>> = {
  platform: renderPlatform,
  'any room': renderAnyRoom,
  room: renderRoom,
  admissions: renderAdmissions,
  plans: renderPlans,
}
