import { parseArgs } from 'node:util'
import { z } from 'zod'

const count = z.coerce.number().int().min(1).optional()

const options = z
  .object({
    log: z.array(z.string()).min(1, 'give at least one chat log: --log <file>'),
    people: count,
    rooms: count,
    origin: z.url({ protocol: /^https?$/ }).optional(),
    json: z.boolean().default(false),
    faults: z.boolean().default(false),
    'sign-up': z.boolean().default(false),
  })
  .refine((o) => !o.faults || o.origin === undefined, '--faults works on the local platform only')

export type ConverseOptions = z.infer<typeof options>

/** @throws Error with one plain sentence. */
export function parseOptions(args: readonly string[]): ConverseOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      log: { type: 'string', multiple: true },
      people: { type: 'string' },
      rooms: { type: 'string' },
      origin: { type: 'string' },
      json: { type: 'boolean' },
      faults: { type: 'boolean' },
      'sign-up': { type: 'boolean' },
    },
  })
  const log = [...(values.log ?? []), ...positionals]
  const parsed = options.safeParse({ ...values, log })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = issue?.path[0]
  throw new Error(name === undefined || name === 'log' ? issue?.message : `--${String(name)} is not valid.`)
}
