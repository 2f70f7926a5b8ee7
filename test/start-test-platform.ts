import { inject } from 'vitest'
import { launchPlatform, type TestPlatform } from './launch-platform.ts'

export type { TestPlatform }

/** The whole platform in workerd on the tests' stand, with storage and secrets of its own. */
export const startTestPlatform = (overrides: Record<string, string> = {}): Promise<TestPlatform> =>
  launchPlatform({ env: inject('stand').env, scriptPath: inject('workerScript'), overrides })
