import { randomBytes } from 'node:crypto'
import { Ratelimit } from '@upstash/ratelimit'
import { Redis } from '@upstash/redis'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { findUpstashTarget } from './contract-target.ts'

const { url, token } = findUpstashTarget(inject('stand'))
const redis = new Redis({ url, token })
const plain = new Redis({ url, token, automaticDeserialization: false, enableAutoPipelining: false })
const withoutBase64 = new Redis({ url, token, responseEncoding: false, enableAutoPipelining: false })
const prefix = `contract:${randomBytes(6).toString('hex')}:`
const key = (name: string) => `${prefix}${name}`

afterAll(async () => {
  const keys = await redis.keys(`${prefix}*`)
  if (keys.length) await redis.del(...keys)
})

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

describe('Upstash keeps values', () => {
  const texts = ['', 'OK', 'T0s=', 'null', '12', '1e3', '{"a":1}', 'ünïcode 🎉', 'a\0b', '"quoted"\\\n', ' ']

  test.each(texts)('the text %j comes back unchanged', async (text) => {
    await plain.set(key('text'), text)
    expect(await plain.get(key('text'))).toBe(text)
    expect(await plain.mget(key('text'), key('none'))).toEqual([text, null])
    expect(await withoutBase64.get(key('text'))).toEqual(await redis.get(key('text')))
  })

  test('on the wire texts are in base64 where asked for, a lone OK and numbers are not', async () => {
    const base64 = { 'upstash-encoding': 'base64' }
    expect((await post('/', ['SET', key('wire'), 'OK'], base64)).body).toEqual({ result: 'OK' })
    expect((await post('/', ['GET', key('wire')], base64)).body).toEqual({ result: 'T0s=' })
    expect((await post('/', ['STRLEN', key('wire')], base64)).body).toEqual({ result: 2 })
    const both = [
      ['GET', key('wire')],
      ['MGET', key('wire'), key('none')],
    ]
    expect((await post('/pipeline', both, base64)).body).toEqual([
      { result: 'T0s=' },
      { result: ['T0s=', null] },
    ])
    expect((await post('/pipeline', both)).body).toEqual([{ result: 'OK' }, { result: ['OK', null] }])
  })

  test('objects, numbers, booleans and lists are stored as JSON and parsed', async () => {
    for (const value of [{ a: [1, null, { b: 'ü' }] }, 12.5, true, ['x', 1]]) {
      await redis.set(key('json'), value)
      expect(await redis.get(key('json'))).toEqual(value)
    }
  })

  test('a missing key is null', async () => {
    expect(await redis.get(key('none'))).toBeNull()
    expect(await redis.hgetall(key('none'))).toBeNull()
  })

  test('an integer beyond 2^53 keeps every digit as a text', async () => {
    await plain.set(key('big'), '9007199254740993')
    expect(await redis.get(key('big'))).toBe('9007199254740993')
  })

  test('hashes, sets, lists and sorted sets', async () => {
    await redis.hset(key('hash'), { a: 1, b: { c: 'd' } })
    expect(await redis.hgetall(key('hash'))).toEqual({ a: 1, b: { c: 'd' } })
    await redis.sadd(key('set'), 'a', 'b')
    expect((await redis.smembers(key('set'))).sort()).toEqual(['a', 'b'])
    await redis.rpush(key('list'), 'a', 'b', 'c')
    expect(await redis.lrange(key('list'), 0, -1)).toEqual(['a', 'b', 'c'])
    await redis.zadd(key('sorted'), { score: 1.5, member: 'a' }, { score: 2, member: 'b' })
    expect(await redis.zrange(key('sorted'), 0, -1, { withScores: true })).toEqual(['a', 1.5, 'b', 2])
  })

  test('expiry, conditional writes and counters', async () => {
    expect(await redis.set(key('once'), 1, { nx: true, ex: 100 })).toBe('OK')
    expect(await redis.set(key('once'), 2, { nx: true })).toBeNull()
    expect(await redis.ttl(key('once'))).toBeGreaterThan(90)
    expect(await redis.incrby(key('counter'), 5)).toBe(5)
    expect(await redis.expire(key('counter'), 100)).toBe(1)
    expect(await redis.persist(key('counter'))).toBe(1)
    expect(await redis.ttl(key('counter'))).toBe(-1)
  })

  test('scan walks over all keys', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => redis.set(key(`scan:${i}`), i)))
    const found = new Set<string>()
    let cursor = '0'
    do {
      const [next, keys] = await redis.scan(cursor, { match: key('scan:*'), count: 20 })
      for (const one of keys) found.add(one)
      cursor = next
    } while (cursor !== '0')
    expect(found.size).toBe(50)
  })
})

describe('Upstash runs several commands in a request', () => {
  test('a pipeline answers each, also those after an error', async () => {
    await redis.set(key('word'), 'text')
    const replies = await redis
      .pipeline()
      .set(key('a'), 1)
      .incr(key('word'))
      .get(key('a'))
      .exec({ keepErrors: true })
    expect(replies.map(({ result, error }) => [result, Boolean(error)])).toEqual([
      ['OK', false],
      [undefined, true],
      [1, false],
    ])
    expect(replies[1]?.error).toContain('not an integer')
  })

  test('a multi-exec runs all, and an error inside it does not stop the others', async () => {
    const replies = await redis.multi().set(key('m'), 1).incr(key('m')).get(key('m')).exec()
    expect(replies).toEqual(['OK', 2, 2])
    const { status, body } = await post('/multi-exec', [
      ['SET', key('m'), 'text'],
      ['INCR', key('m')],
      ['GET', key('m')],
    ])
    expect(status).toBe(200)
    expect(body).toMatchObject([
      { result: 'OK' },
      { error: expect.stringContaining('integer') },
      { result: 'text' },
    ])
  })

  test('a multi-exec with a malformed command runs none', async () => {
    await redis.set(key('untouched'), 1)
    const { status, body } = await post('/multi-exec', [['SET', key('untouched'), '2'], ['GET']])
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: expect.any(String) })
    expect(await redis.get(key('untouched'))).toBe(1)
  })

  test('multi-execs do not mix with what runs at the same time', async () => {
    const add = () => redis.multi().incr(key('x')).incr(key('x')).exec<[number, number]>()
    const pairs = await Promise.all(Array.from({ length: 50 }, add))
    expect(pairs.every(([first, second]) => second === first + 1)).toBe(true)
  })

  test('commands that are sent together go as one pipeline by themselves', async () => {
    const values = Array.from({ length: 200 }, (_, i) => i)
    await Promise.all(values.map((i) => redis.set(key(`auto:${i}`), i)))
    expect(await Promise.all(values.map((i) => redis.get(key(`auto:${i}`))))).toEqual(values)
  })
})

describe('Upstash runs scripts', () => {
  const script = 'return {KEYS[1], ARGV[1], 7, false}'

  test('by text and by hash', async () => {
    expect(await redis.eval(script, ['k'], ['ü'])).toEqual(['k', 'ü', 7, null])
    const sha = await redis.scriptLoad(script)
    expect(await redis.evalsha(sha, ['k'], ['a'])).toEqual(['k', 'a', 7, null])
    await expect(redis.evalsha('0'.repeat(40), [], [])).rejects.toThrow(/NOSCRIPT/)
  })

  test('with a flag line, under the hash of the whole text', async () => {
    const flagged = `#!lua flags=allow-key-locking\nreturn ARGV[1] .. '${prefix}'`
    const sha = redis.createScript<string>(flagged)
    expect(await sha.exec([], ['a'])).toBe(`a${prefix}`)
    expect(await sha.evalsha([], ['b'])).toBe(`b${prefix}`)
  })

  test('the rate limiter lets through as many as it should', async () => {
    const limiter = new Ratelimit({
      redis,
      limiter: Ratelimit.slidingWindow(3, '60 s'),
      prefix: key('limit'),
      analytics: false,
    })
    const results = []
    for (let i = 0; i < 5; i += 1) results.push((await limiter.limit('someone')).success)
    expect(results).toEqual([true, true, true, false, false])
  })
})

describe('Upstash refuses', () => {
  test('a wrong token, as its driver reports it', async () => {
    await expect(new Redis({ url, token: 'wrong' }).get('a')).rejects.toThrow(/WRONGPASS/)
  })

  test('a missing token with 401', async () => {
    expect((await post('/', ['PING'], { authorization: '' })).status).toBe(401)
  })

  test('a command with the wrong number of arguments', async () => {
    const { status, body } = await post('/', ['GET'])
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('wrong number') },
    })
  })

  test.each(['{}', 'not json', '[]', '[["GET"]]', '[{"a":1}]'])('the body %s', async (body) => {
    const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body })
    expect(response.status).toBe(400)
  })

  test.each([['BLPOP', 'x', '0'], ['SUBSCRIBE', 'x'], ['MULTI']])(
    '%s, which would hold the connection',
    async (...command) => {
      expect((await post('/', command)).status).toBe(400)
    },
  )

  test('nothing that follows a sync token', async () => {
    const first = await post('/', ['SET', key('sync'), '1'])
    const syncToken = first.headers.get('upstash-sync-token')
    expect(syncToken).toBeTruthy()
    const second = await post('/', ['GET', key('sync')], { 'upstash-sync-token': syncToken ?? '' })
    expect(second.body).toEqual({ result: '1' })
  })
})
