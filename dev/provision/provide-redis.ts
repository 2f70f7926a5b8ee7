import { join } from 'node:path'
import { findProgram } from './find-program.ts'
import { findLibraryFolders, unpackDebianPackages } from './unpack-debian-packages.ts'

export type RedisProgram = { redisServer: string; libraryPath: string[] }

/** Redis's server: the installed one, else one unpacked from Debian's packages. */
export async function provideRedis(): Promise<RedisProgram> {
  const installed = findProgram('redis-server')
  if (installed) return { redisServer: installed, libraryPath: [] }
  const root = await unpackDebianPackages('Redis', ['redis-server', 'redis-tools'])
  return { redisServer: join(root, 'usr/bin/redis-server'), libraryPath: findLibraryFolders(root) }
}
