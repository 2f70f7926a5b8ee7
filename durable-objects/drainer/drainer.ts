import { DurableObject } from 'cloudflare:workers'
import { parseEnvironment } from '#services/environment/parse-environment.ts'
import { computeNextAlarm, MAX_BACKOFF_MS } from './compute-next-alarm.ts'
import { type DrainerRpc, parseDrainerName } from './contract.ts'
import type { LeaseMemory } from './drain-store.ts'
import { logDrain } from './log-drain.ts'
import { openDrainStore } from './open-drain-store.ts'
import { type DrainResult, runDrain } from './run-drain.ts'

const BUDGET_MS = 10_000
/** Fires only when a run was killed: an alarm that was set is kept through the death of the process. */
const WATCHDOG_MS = 5000

/** Drains one shard of the outbox by alarm: in a loop while there is work, silent when there is none. */
export class Drainer extends DurableObject<object> implements DrainerRpc {
  /** A seam for tests; static, because each method of an instance could be called over RPC. */
  static openStore: typeof openDrainStore = openDrainStore

  #running = false
  #woken = false
  #failures = 0
  #lastRunAt = 0

  async wake(): Promise<void> {
    const shard = this.ctx.id.name === undefined ? null : parseDrainerName(this.ctx.id.name)
    if (shard === null) throw new Error('A drainer is addressed by the name of its shard.')
    if (this.#running) {
      this.#woken = true
      return
    }
    if (this.#readShard() !== shard) this.ctx.storage.kv.put('shard', shard)
    const { DRAIN_INTERVAL_MS } = parseEnvironment(this.env)
    const now = Date.now()
    const soon = Math.max(now, Math.min(this.#lastRunAt, now) + DRAIN_INTERVAL_MS)
    const armedAt = await this.ctx.storage.getAlarm()
    // New work waits for the pause of a store that is down, never for the retry of a refused row.
    const latest = this.#failures > 0 ? now + MAX_BACKOFF_MS : soon
    if (armedAt === null || armedAt > latest) await this.ctx.storage.setAlarm(soon)
  }

  override async alarm(): Promise<void> {
    const shard = this.#readShard()
    if (shard === null) return
    await this.ctx.storage.setAlarm(Date.now() + WATCHDOG_MS)
    if (this.#running) return
    this.#running = true
    this.#woken = false
    try {
      await this.#drain(shard)
    } finally {
      this.#running = false
    }
  }

  async #drain(shard: number): Promise<void> {
    const environment = parseEnvironment(this.env)
    const startedAt = Date.now()
    const result = await runDrain(
      {
        store: Drainer.openStore(environment, shard, Date.now),
        memory: this.#memory,
        now: Date.now,
        createToken: () => crypto.randomUUID(),
      },
      { batchSize: environment.DRAIN_BATCH_SIZE, budgetMs: BUDGET_MS },
    )
    this.#lastRunAt = Date.now()
    this.#failures = result.outcome === 'failed' ? this.#failures + 1 : 0
    logDrain({ shard, result, failures: this.#failures, durationMs: this.#lastRunAt - startedAt })
    await this.#rearm(result, environment.DRAIN_INTERVAL_MS)
  }

  async #rearm(result: DrainResult, intervalMs: number): Promise<void> {
    const next = computeNextAlarm({
      result,
      failures: this.#failures,
      woken: this.#woken,
      now: Date.now(),
      intervalMs,
      random: Math.random(),
    })
    this.#running = false
    if (next === null) await this.ctx.storage.deleteAlarm()
    else await this.ctx.storage.setAlarm(next)
  }

  get #memory(): LeaseMemory {
    const { storage } = this.ctx
    return {
      load: () => {
        const token = storage.kv.get('lease')
        return typeof token === 'string' ? token : null
      },
      save: async (token) => {
        storage.kv.put('lease', token)
        await storage.sync()
      },
      clear: () => {
        storage.kv.delete('lease')
      },
    }
  }

  #readShard(): number | null {
    const shard = this.ctx.storage.kv.get('shard')
    return typeof shard === 'number' ? shard : null
  }
}
