import type { Me } from '#sdk/index.ts'

export type Session =
  | { kind: 'checking' }
  | { kind: 'signed-out'; notice: string | null }
  /** Whether somebody is signed in can't be told now. */
  | { kind: 'unreachable'; message: string }
  | { kind: 'signed-in'; me: Me }
