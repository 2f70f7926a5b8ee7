import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { build } from 'vite'

/** Builds the web app into `dist/web`, which the Worker serves as static assets. */
export async function buildWeb(): Promise<void> {
  await mkdir('dist/web', { recursive: true })
  if (existsSync('web/vite.config.ts')) await build({ configFile: 'web/vite.config.ts', logLevel: 'warn' })
}
