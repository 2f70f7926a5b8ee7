import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readEnvironment } from '#dev/platform/local-environment.ts'
import { LOCAL_DATA_DIR } from '#dev/platform/local-variables.ts'
import { connectControl } from '#dev/stand/connect-control.ts'
import { isFaithful } from './compare-talk.ts'
import { type ConverseResult, converse } from './converse.ts'
import { parseLog } from './parse-log.ts'
import { type ConverseOptions, parseOptions } from './parse-options.ts'
import { planTalk } from './plan-talk.ts'

const MAX_SECONDS_AFTER_FAULT = 60

const stores = z.object({
  PUBLIC_ORIGIN: z.string(),
  DATABASE_URL: z.string(),
  NEON_FETCH_ENDPOINT: z.string().optional(),
  OUTBOX_URL: z.url(),
  MASTER_KEYS: z.string(),
})

/** Of a platform elsewhere, its stores are told by environment variables. */
function readStores(origin: string | undefined) {
  const variables =
    origin === undefined ? readEnvironment(LOCAL_DATA_DIR) : { PUBLIC_ORIGIN: origin, ...process.env }
  const parsed = stores.safeParse(variables)
  if (parsed.success) return parsed.data
  throw new Error(
    'Set DATABASE_URL, OUTBOX_URL and MASTER_KEYS to those of the platform that --origin names.',
  )
}

function readLog(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch {
    throw new Error(`The log ${file} can't be read.`)
  }
}

const isGood = (result: ConverseResult) =>
  isFaithful(result) &&
  result.acknowledged > 0 &&
  (result.drainedAfterLastFaultSeconds ?? 0) <= MAX_SECONDS_AFTER_FAULT

function print(result: ConverseResult, { json }: ConverseOptions): void {
  if (json) console.log(JSON.stringify(result))
  else for (const [name, value] of Object.entries(result)) console.log(name.padEnd(30), value)
}

async function run(): Promise<boolean> {
  const options = parseOptions(process.argv.slice(2))
  const lines = options.log.flatMap((file) => parseLog(readLog(file)))
  if (lines.length === 0) throw new Error('The logs hold no line of the form `[HH:MM] <nick> text`.')
  const known = readStores(options.origin)
  const result = await converse({
    origin: options.origin ?? known.PUBLIC_ORIGIN,
    plan: planTalk(lines, options),
    signUp: options['sign-up'],
    stores: known,
    control: options.faults ? connectControl(LOCAL_DATA_DIR) : null,
    report: (line) => console.error(line),
  })
  print(result, options)
  return isGood(result)
}

try {
  process.exit((await run()) ? 0 : 1)
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The conversation failed.')
  process.exit(1)
}
