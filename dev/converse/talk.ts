import { setTimeout as delay } from 'node:timers/promises'
import { type PendingOperation, SentinelError } from '#sdk/index.ts'
import type { Outcome, SaidLine } from './compare-talk.ts'
import type { Person } from './gather-people.ts'
import type { PlannedLine } from './plan-talk.ts'

export type TalkOptions = {
  people: readonly Person[]
  lines: readonly PlannedLine[]
  /** Milliseconds over which to spread the lines; 0: as fast as they are acknowledged. */
  spreadMs: number
  /** True once there is nothing to spread them for any more. The last lines wait for it, however long it takes. */
  isSpreadOver: () => boolean
  report: (line: string) => void
}

const MAX_UNSETTLED = 4_000
const STALLED_AFTER_MS = 120_000
const REPORT_EVERY = 5_000
const HELD_BACK = 0.05
const TICK_MS = 20

/** Everyone says their lines, each person in order. Ends when every line is answered, or nothing moves any more. */
export async function talk({
  people,
  lines,
  spreadMs,
  isSpreadOver,
  report,
}: TalkOptions): Promise<SaidLine[]> {
  const startedAt = performance.now()
  const said: SaidLine[] = []
  let settled = 0
  let movedAt = startedAt
  const isStalled = () => settled < said.length && performance.now() - movedAt > STALLED_AFTER_MS

  const settle = (line: SaidLine, pending: PendingOperation | null, outcome: Outcome) => {
    line.outcome = outcome
    line.clientId = pending?.operation.id ?? ''
    movedAt = performance.now()
    settled += 1
    if (settled % REPORT_EVERY === 0) report(`${settled} of ${lines.length} lines are answered.`)
  }

  const say = ({ person, text }: PlannedLine) => {
    const { id: authorId, roomId, connection } = people[person] as Person
    const line: SaidLine = { roomId, authorId, clientId: '', text, outcome: { kind: 'unsettled' } }
    said.push(line)
    let pending: PendingOperation
    try {
      pending = connection.send(text)
    } catch (error) {
      settle(line, null, { kind: 'refused', code: codeOf(error) })
      return
    }
    pending.settled.then(
      ({ epoch, seq, text }) => settle(line, pending, { kind: 'acknowledged', epoch, seq, text }),
      (error: unknown) => settle(line, pending, { kind: 'refused', code: codeOf(error) }),
    )
    line.clientId = pending.operation.id
  }

  for (const [order, line] of lines.entries()) {
    const isEarly = () => {
      if (spreadMs === 0 || isSpreadOver()) return false
      const share = order / lines.length
      return share > 1 - HELD_BACK || performance.now() - startedAt < spreadMs * share
    }
    const mustWait = () => said.length - settled >= MAX_UNSETTLED || isEarly()
    while (mustWait() && !isStalled()) await delay(TICK_MS)
    if (isStalled()) break
    say(line)
    if (order % 500 === 0) await delay(0)
  }
  while (settled < said.length && !isStalled()) await delay(TICK_MS)
  return said
}

const codeOf = (error: unknown) => (error instanceof SentinelError ? error.code : 'internal')
