import { z } from 'zod'
import { outboxStatistics } from '#schema/wire/http/outbox.ts'
import { signRequest } from '#services/service-auth/sign-request.ts'
import { readEnvironment } from './platform/local-environment.ts'
import { LOCAL_DATA_DIR } from './platform/local-variables.ts'

const PATH = '/internal/v1/drain'
const settings = z.object({ PUBLIC_ORIGIN: z.url(), SERVICE_SECRETS: z.string().min(32) })

async function run(): Promise<string> {
  const source = process.env.SERVICE_SECRETS === undefined ? readEnvironment(LOCAL_DATA_DIR) : process.env
  const { PUBLIC_ORIGIN, SERVICE_SECRETS } = settings.parse(source)
  const [secret = ''] = SERVICE_SECRETS.split(',')
  const request = { method: 'POST', path: PATH, body: '', now: Date.now() }
  const headers = { authorization: await signRequest(request, secret.trim()) }
  const response = await fetch(new URL(PATH, PUBLIC_ORIGIN), { method: 'POST', headers })
  if (!response.ok) throw new Error(`The platform answered ${response.status}.`)
  const { queued, inFlight, dead, deliveredPerMinute } = outboxStatistics.parse(await response.json())
  return `The drainers are awake. ${queued} queued, ${inFlight} on their way, ${dead} dead, ${deliveredPerMinute} delivered in the last minute.`
}

try {
  process.stdout.write(`${await run()}\n`)
} catch (error) {
  const isMissing = error instanceof z.ZodError
  const message = isMissing
    ? 'PUBLIC_ORIGIN and SERVICE_SECRETS are needed in the shell.'
    : error instanceof Error
      ? error.message
      : 'The platform did not answer.'
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
