import specs from '@asyncapi/specs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { clientFrame } from '#schema/wire/client/frame.ts'
import { serverFrame } from '#schema/wire/server/frame.ts'
import { createGateway } from '../app.ts'
import { describeSocket } from './document.ts'

const document = describeSocket('chat.test', true)
const POSITION = { epoch: 1, seq: 4 }
const ID = '01900000-0000-7000-8000-000000000001'

function compile(schema: object, options: { meta?: boolean; validateSchema?: boolean } = {}) {
  const ajv = new Ajv({ strict: false, allErrors: true, ...options })
  addFormats.default(ajv)
  return ajv.compile(schema)
}

/** A frame's schema on its own, with what it refers to. */
const compileFrame = (name: 'clientFrame' | 'serverFrame') =>
  compile({ ...document.components.messages[name].payload, components: document.components })

test('the document is of AsyncAPI 3', () => {
  // It brings the meta-schema that it is written in.
  const isValid = compile(specs.schemas['3.0.0'], { meta: false, validateSchema: false })
  isValid(document)
  expect(isValid.errors).toBeNull()
  expect(isValid({ ...document, channels: [] })).toBe(false)
})

test('every reference leads somewhere', () => {
  const json = JSON.stringify(document)
  const references = [...json.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  expect(references.length).toBeGreaterThan(30)
  for (const path of references) {
    const found = path.split('/').reduce<unknown>((at, key) => Reflect.get(Object(at), key), document)
    expect(found, path).toBeDefined()
  }
})

test('every event is described once, with a sentence of its own', () => {
  const described = Object.values(document.components.schemas).map(({ description }) => description)
  expect(described).toHaveLength(29)
  expect(described).not.toContain('')
  expect(new Set(described).size).toBe(described.length)
})

test.each<[string, unknown]>([
  ['a message', [{ type: 'send', id: ID, text: 'hello', replyTo: POSITION }]],
  ['a reaction', [{ type: 'react', id: ID, target: POSITION, emoji: '👍', on: true }]],
  ['a return to the front', [{ type: 'focus', background: false, position: null }]],
  ['an author', [{ type: 'send', id: ID, text: 'x', author: ID }]],
  ['no events', []],
  ['a return without a position', [{ type: 'focus', background: false }]],
  ['an unknown event', [{ type: 'shout', id: ID }]],
])('the document and the room agree on %s', (_, frame) => {
  expect(compileFrame('clientFrame')(frame)).toBe(clientFrame.safeParse(frame).success)
})

test('the document and the SDK agree on what the room sends', () => {
  const frame = [{ type: 'head', head: POSITION }]
  expect([compileFrame('serverFrame')(frame), serverFrame.safeParse(frame).success]).toEqual([true, true])
  expect(compileFrame('serverFrame')([{ type: 'head' }])).toBe(false)
})

test('it is served, and names the host that was asked', async () => {
  const bindings = (await import('#test/gateway/build-gateway.ts')).VARIABLES
  const response = await createGateway().request('http://chat.test/asyncapi.json', {}, bindings)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    servers: { platform: { host: 'chat.test', protocol: 'ws' } },
  })
})
