import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { CLOSE } from './close-codes.ts'
import { ERRORS } from './error-codes.ts'
import * as limits from './limits.ts'
import * as versions from './protocol-version.ts'

const HERE = import.meta.dirname

async function readShapes(folders: readonly string[]): Promise<Record<string, unknown>> {
  const shapes: Record<string, unknown> = {}
  for (const folder of folders) {
    const files = readdirSync(join(HERE, folder)).filter((name) => /^(?!.*\.test\.ts$).*\.ts$/.test(name))
    for (const file of files.sort()) {
      const exported: Record<string, unknown> = await import(join(HERE, folder, file))
      for (const name of Object.keys(exported).sort())
        if (exported[name] instanceof z.ZodType)
          shapes[`${folder}/${file}#${name}`] = z.toJSONSchema(exported[name], { io: 'input' })
    }
  }
  return shapes
}

const computeHash = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

/**
 * A failure here means that clients in the field see a change. If older ones can overlook it, raise the revision in
 * protocol-version.ts; if not, PROTOCOL or the path's version; then set the hash. Never set the hash alone.
 */
describe('a changed shape needs a new version', () => {
  it('frames, error codes, close codes, limits and fixed strings', async () => {
    const { PROTOCOL, PROTOCOL_REVISION, TICKET_PROTOCOL_PREFIX, HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE } =
      versions
    const fixed = [TICKET_PROTOCOL_PREFIX, HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE]
    const hash = computeHash([await readShapes(['client', 'server']), ERRORS, CLOSE, { ...limits }, fixed])
    expect(`${PROTOCOL} revision ${PROTOCOL_REVISION}: ${hash}`).toBe(
      'sentinel.v1 revision 4: 698149ac25845681',
    )
  })

  it('HTTP bodies and queries', async () => {
    const hash = computeHash(await readShapes(['http']))
    expect(`v1 revision ${versions.HTTP_REVISION}: ${hash}`).toBe('v1 revision 5: 3bad44715a80ecfd')
  })

  it('every shape of the wire has a JSON form', async () => {
    const names = Object.keys(await readShapes(['client', 'server', 'http']))
    expect(names).toContain('client/frame.ts#clientFrame')
    expect(names).toContain('server/frame.ts#serverFrame')
    expect(names).toContain('http/rooms.ts#createRoomBody')
  })
})
