import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'

/**
 * Bundles the Worker exactly as a deploy would, into `outDir`.
 * @throws Error with the bundler's own output.
 */
export async function bundleWorker(outDir: string): Promise<string> {
  // wrangler refuses to bundle while the folder of the assets is missing.
  await mkdir('dist/web', { recursive: true })
  const wrangler = spawn(
    process.execPath,
    ['node_modules/wrangler/bin/wrangler.js', 'deploy', '--dry-run', '--env', '', '--outdir', outDir],
    {
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CI: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  wrangler.stdout.on('data', (chunk) => (output += chunk))
  wrangler.stderr.on('data', (chunk) => (output += chunk))
  const code = await new Promise<number | null>((resolve) => wrangler.on('close', resolve))
  if (code !== 0) throw new Error(`The Worker could not be bundled.\n${output}`)
  return `${outDir}/index.js`
}
