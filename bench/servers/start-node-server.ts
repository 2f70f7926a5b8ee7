import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { findFreePort } from '#dev/stand/ports.ts'

/** A server of Node in a process of its own, which ends with this one. */
export async function startNodeServer(name: 'ws' | 'socket-io') {
  const port = await findFreePort()
  const child = fork(join(import.meta.dirname, `${name}.ts`), [String(port)], { stdio: 'inherit' })
  await once(child, 'message')
  return {
    origin: `ws://127.0.0.1:${port}`,
    stop: async () => {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
