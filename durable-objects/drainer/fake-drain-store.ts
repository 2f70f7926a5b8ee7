import type { Claim } from '#services/outbox/claim-records.ts'
import type { LeasedRecord } from '#services/outbox/leased-record.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import { MAX_ATTEMPTS } from '#services/outbox/retry-policy.ts'
import type { DrainStore, LeaseMemory } from './drain-store.ts'

type Row = {
  id: string
  seq: number
  status: 'queued' | 'leased' | 'delivered' | 'dead'
  token: string | null
  attempts: number
  dueAt: number
}

/** Both databases in memory, for tests: an outbox of `count` rows, and a system of record that counts its writes. */
export class FakeDrainStore implements DrainStore {
  readonly rows: Row[]
  readonly recorded: number[] = []
  readonly calls: string[] = []
  readonly poison = new Set<number>()
  now = 0

  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, seq) => ({
      id: String(seq),
      seq,
      status: 'queued',
      token: null,
      attempts: 0,
      dueAt: 0,
    }))
  }

  async claim({ token, limit }: { token: string; limit: number }): Promise<Claim> {
    this.calls.push('claim')
    const due = this.rows.filter((row) => row.status === 'queued' && row.dueAt <= this.now).slice(0, limit)
    for (const row of due) Object.assign(row, { status: 'leased', token })
    const leased = this.#heldBy(token).map(({ id, seq, attempts }) => ({
      id,
      attempts,
      record: createRecord(seq),
    }))
    return { leased, malformed: [] }
  }

  async record(leased: readonly LeasedRecord[]) {
    this.calls.push('record')
    const good = leased.filter(({ record }) => !this.poison.has(record.seq))
    for (const { record } of good) if (!this.recorded.includes(record.seq)) this.recorded.push(record.seq)
    const refused = leased
      .filter(({ record }) => this.poison.has(record.seq))
      .map(({ id, attempts }) => ({ id, attempts, reason: 'postgres_22P02' }))
    return { recorded: good, refused }
  }

  async complete({ token, ids }: { token: string; ids: readonly string[] }): Promise<void> {
    this.calls.push('complete')
    for (const row of this.#heldBy(token, ids)) Object.assign(row, { status: 'delivered', token: null })
  }

  async fail({ token, failures }: Parameters<DrainStore['fail']>[0]): Promise<number> {
    this.calls.push('fail')
    let dead = 0
    for (const { id, attempts } of failures) {
      for (const row of this.#heldBy(token, [id])) {
        const isDead = attempts + 1 >= MAX_ATTEMPTS
        const status = isDead ? 'dead' : 'queued'
        Object.assign(row, { status, attempts: attempts + 1, token: null, dueAt: this.now + 1000 })
        if (isDead) dead += 1
      }
    }
    return dead
  }

  async release(token: string): Promise<void> {
    this.calls.push('release')
    for (const row of this.#heldBy(token)) Object.assign(row, { status: 'queued', token: null })
  }

  async findNextDue(): Promise<Date | null> {
    this.calls.push('findNextDue')
    const queued = this.rows.filter((row) => row.status === 'queued').map((row) => row.dueAt)
    return queued.length === 0 ? null : new Date(Math.min(...queued))
  }

  #heldBy(token: string, ids?: readonly string[]): Row[] {
    return this.rows.filter(
      (row) => row.status === 'leased' && row.token === token && (ids?.includes(row.id) ?? true),
    )
  }
}

export class FakeLeaseMemory implements LeaseMemory {
  token: string | null = null
  load = (): string | null => this.token
  save = async (token: string): Promise<void> => {
    this.token = token
  }
  clear = (): void => {
    this.token = null
  }
}

const createRecord = (seq: number): OutboxRecord => ({
  roomId: '0190a1b2-0000-7000-8000-000000000001',
  epoch: 1,
  seq,
  kind: 'message',
  actorId: '0190a1b2-0000-7000-8000-000000000002',
  clientId: '0190a1b2-0000-7000-8000-000000000003',
  target: null,
  contentKey: null,
  ciphertext: null,
  detail: null,
  createdAt: new Date(0),
})
