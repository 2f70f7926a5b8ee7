import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findProgram } from './find-program.ts'
import { holdLock, withLock } from './hold-lock.ts'
import { runCommand } from './run-command.ts'
import { unpackDebianPackages } from './unpack-debian-packages.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-provision-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

describe('the lock', () => {
  test('is held by one at a time and free after its release', async () => {
    const file = join(folder, 'one.lock')
    const first = await holdLock(file, { waitSeconds: 0 })
    expect(first).toBeDefined()
    expect(await holdLock(file, { waitSeconds: 0 })).toBeUndefined()
    await first?.release()
    const second = await holdLock(file, { waitSeconds: 0 })
    expect(second).toBeDefined()
    await second?.release()
  })

  test('lets one run after the other, also when one fails', async () => {
    const file = join(folder, 'two.lock')
    let running = 0
    let most = 0
    const run = (fails: boolean) =>
      withLock(file, async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
        if (fails) throw new Error('failed')
      })
    const outcomes = await Promise.allSettled([run(false), run(true), run(false)])
    expect(most).toBe(1)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})

describe('provisioning', () => {
  test('without a package manager ends with one sentence that names the product', async () => {
    vi.stubEnv('PATH', folder)
    vi.stubEnv('XDG_CACHE_HOME', folder)
    await expect(unpackDebianPackages('MariaDB', ['mariadb-server-core'])).rejects.toThrow(
      /^MariaDB is missing: [^.]+\.$/,
    )
  })

  test('of packages that cannot be had ends with one sentence and leaves nothing that looks complete', async () => {
    vi.stubEnv('XDG_CACHE_HOME', folder)
    const { code } = await runCommand('sh', [
      '-c',
      `printf '#!/bin/sh\\nexit 100\\n' > ${folder}/apt-get; chmod +x ${folder}/apt-get`,
    ])
    expect(code).toBe(0)
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
    await expect(unpackDebianPackages('Redis', ['redis-server'])).rejects.toThrow(
      'Redis is missing and its Debian packages (redis-server) cannot be downloaded.',
    )
    expect(existsSync(join(folder, 'sentinel-chat'))).toBe(true)
    await expect(unpackDebianPackages('Redis', ['redis-server'])).rejects.toThrow(/cannot be downloaded/)
  })

  test('finds programs on the PATH and in the system folders', () => {
    expect(findProgram('no-such-program', 'sh')).toMatch(/\/sh$/)
    expect(findProgram('no-such-program')).toBeUndefined()
  })
})
