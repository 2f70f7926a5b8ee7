import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startControl } from '#dev/stand/control.ts'
import { type StandEnv, startStand } from '#dev/stand/start-stand.ts'

/** `connectControl(inject('stand').dataDir)` stops, starts and slows its parts. */
export type TestStand = { env: StandEnv; dataDir: string }

declare module 'vitest' {
  interface ProvidedContext {
    stand: TestStand
  }
}

type Running = TestStand & { users: number; stop(): Promise<void> }

declare global {
  /** Each project loads this module anew; they share one stand. */
  var sentinelTestStand: Promise<Running> | undefined
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  globalThis.sentinelTestStand ??= start()
  const running = await globalThis.sentinelTestStand
  running.users += 1
  project.provide('stand', { env: running.env, dataDir: running.dataDir })
  return async () => {
    running.users -= 1
    if (running.users > 0) return
    globalThis.sentinelTestStand = undefined
    await running.stop()
  }
}

async function start(): Promise<Running> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sentinel-stand-'))
  const stand = await startStand({ dataDir, ports: 'free', durable: false })
  const control = await startControl({ dataDir, stand })
  return {
    env: stand.env,
    dataDir,
    users: 0,
    stop: async () => {
      await control.stop()
      await stand.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
