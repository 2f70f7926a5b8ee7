import type { V4WorkerOptions } from 'miniflare'
import { unstable_getMiniflareWorkerOptions as readWranglerConfiguration } from 'wrangler'
import { z } from 'zod'

export type WorkerOptions = Omit<V4WorkerOptions, 'modulesRules' | 'bindings'> & {
  bindings: Record<string, string>
}

/** What `wrangler.toml` says of the Worker, in miniflare's terms and without a script. */
export function readWorkerOptions(): WorkerOptions {
  const { modulesRules: _, bindings, ...options } = readWranglerConfiguration('wrangler.toml').workerOptions
  return { ...options, bindings: z.record(z.string(), z.string()).parse(bindings) }
}
