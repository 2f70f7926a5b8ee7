import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { build } from 'vite'

/** Builds the web app into `dist/web`, which the Worker serves as static assets. */
export async function buildWeb(): Promise<void> {
  await mkdir('dist/web', { recursive: true })
  if (!existsSync('web/vite.config.ts')) return
  // A test runner's own value would bundle React's development half.
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  try {
    await build({ configFile: 'web/vite.config.ts', logLevel: 'warn' })
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  }
}
