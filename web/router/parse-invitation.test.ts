import { expect, test } from 'vitest'
import { parseInvitation } from './parse-invitation.ts'

const ID = '01900000-0000-7000-8000-000000000001'
const SECRET = 'A'.repeat(43)

test('an invitation is read from the fragment', () => {
  expect(parseInvitation(`#/join/${ID}/${SECRET}`)).toEqual({ roomId: ID, secret: SECRET })
})

test.each([
  '',
  '#',
  '#/join',
  `#/join/${ID}`,
  `#/join/x/${SECRET}`,
  `#/join/${ID}/short`,
  `#/join/${ID}/${SECRET}/x`,
  `#/join/${ID}/<script>${SECRET}`,
])('%s is no invitation', (hash) => expect(parseInvitation(hash)).toBeNull())
