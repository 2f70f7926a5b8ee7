import { unstable_readConfig as readConfiguration } from 'wrangler'
import { EnvironmentError, parseEnvironment } from '#services/environment/parse-environment.ts'

/** Tells whether the Worker would start in production with the secrets of this shell and the variables of wrangler.toml. */
function checkSecrets(): string {
  const { vars } = readConfiguration({ config: 'wrangler.toml', env: 'production' })
  parseEnvironment({ ...process.env, ...vars })
  return 'Every variable and secret is there and well-formed.'
}

try {
  process.stdout.write(`${checkSecrets()}\n`)
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error
  process.stderr.write(`${error.message}.\n`)
  process.exitCode = 1
}
