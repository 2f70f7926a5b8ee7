import type { OutboxStatistics } from '#schema/wire/http/outbox.ts'
import type { ErasureResult } from '#services/erasure/run-erasures.ts'

/** What a sweep does to the world; every call may fail. */
export interface SweepDependencies {
  releaseStaleLeases(): Promise<number>
  listBusyShards(): Promise<number[]>
  wakeDrainer(shard: number): Promise<void>
  /** Removes one portion of delivered rows; answers how many, and fewer than `PURGE_PORTION` when none is left. */
  purgeDelivered(): Promise<number>
  /** People whose inbox was not told of a change in time. */
  listUntoldPeople(): Promise<string[]>
  tellStanding(userId: string): Promise<void>
  /** Makes the next key that signs access tokens when it is time. */
  rotateSigningKeys(): Promise<unknown>
  /** Goes on with deleted people of whom something is left. */
  runErasures(): Promise<ErasureResult>
  readStatistics(): Promise<OutboxStatistics>
  log(level: 'info' | 'warn' | 'error', event: string, detail: Record<string, string | number | null>): void
  describeError(error: unknown): string
}

export const PURGE_PORTION = 5000
const MAX_PORTIONS = 60

/** The sweeper behind the drainers' own alarms. A step that fails stops no other. */
export async function sweep(dependencies: SweepDependencies): Promise<void> {
  const { log, describeError } = dependencies
  const step = async (name: string, run: () => Promise<void>): Promise<void> => {
    try {
      await run()
    } catch (error) {
      log('error', 'sweep_failed', { step: name, code: describeError(error) })
    }
  }
  await step('release', async () => {
    const released = await dependencies.releaseStaleLeases()
    if (released > 0) log('warn', 'stale_leases_released', { released })
  })
  await step('wake', () => wakeDrainers(dependencies, step))
  await step('standing', async () => {
    const people = await dependencies.listUntoldPeople()
    await Promise.all(people.map((userId) => step('tell', () => dependencies.tellStanding(userId))))
  })
  await step('signing-keys', async () => void (await dependencies.rotateSigningKeys()))
  await step('erase', async () => {
    const { finished, unfinished, failed } = await dependencies.runErasures()
    if (finished + unfinished + failed > 0) log('info', 'erasures', { finished, unfinished, failed })
  })
  await step('purge', async () => {
    for (let portion = 0; portion < MAX_PORTIONS; portion += 1) {
      if ((await dependencies.purgeDelivered()) < PURGE_PORTION) return
    }
  })
  await step('statistics', async () => {
    const statistics = await dependencies.readStatistics()
    log('info', 'outbox', statistics)
    if (statistics.dead > 0) log('error', 'dead_letters', { alert: 'dead_letters', dead: statistics.dead })
  })
}

async function wakeDrainers(
  { listBusyShards, wakeDrainer }: SweepDependencies,
  step: (name: string, run: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const shards = await listBusyShards()
  await Promise.all(shards.map((shard) => step(`wake-${shard}`, () => wakeDrainer(shard))))
}
