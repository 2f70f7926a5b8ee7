import { z } from 'zod'
import { equalSecrets } from '../equal-secrets.ts'
import { type EndpointReply, type EndpointRequest, HttpEndpoint } from '../http-endpoint.ts'
import { findUnavailableCommand } from './available-commands.ts'
import { encodeReply } from './encode-reply.ts'
import { RedisConnection, RedisUnreachableError, type Reply } from './redis-connection.ts'
import { ScriptAliases } from './script-aliases.ts'

export type UpstashEndpointOptions = { port: number; redisPort: number; redisPassword: string; token: string }

const command = z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).min(1)
const commands = z.array(command).min(1)

type Command = z.infer<typeof command>
type Result = { result: unknown } | { error: string }

/** Upstash's REST interface: one command, a pipeline, or a transaction in a request. */
export function createUpstashEndpoint(options: UpstashEndpointOptions): HttpEndpoint {
  const { port, redisPort, redisPassword, token } = options
  const redis = new RedisConnection({ port: redisPort, password: redisPassword })
  const scripts = new ScriptAliases()
  let answered = 0

  const run = async ({ path, headers, body }: EndpointRequest): Promise<EndpointReply> => {
    const isBase64 = headers['upstash-encoding'] === 'base64'
    const encode = (reply: Reply): Result =>
      reply instanceof Error ? { error: reply.message } : { result: encodeReply(reply, isBase64) }
    const json = parseJson(body)
    if (path === '/') {
      const parsed = command.safeParse(json)
      if (!parsed.success) return failure(400, 'ERR failed to parse command')
      const unavailable = findUnavailableCommand([parsed.data])
      if (unavailable) return failure(400, unavailable)
      const [reply = null] = await redis.pipeline([scripts.translate(parsed.data)])
      return { status: reply instanceof Error ? 400 : 200, body: encode(reply) }
    }
    const parsed = commands.safeParse(json)
    if (!parsed.success) return failure(400, 'ERR failed to parse pipeline request')
    const translated = parsed.data.map((one: Command) => scripts.translate(one))
    const unavailable = findUnavailableCommand(parsed.data)
    if (unavailable) return failure(400, unavailable)
    const replies =
      path === '/multi-exec' ? await redis.transaction(translated) : await redis.pipeline(translated)
    if (replies instanceof Error) return failure(400, replies.message)
    return { status: 200, body: replies.map(encode) }
  }

  return new HttpEndpoint({
    port,
    handle: async (request) => {
      if (request.method !== 'POST' || !['/', '/pipeline', '/multi-exec'].includes(request.path)) {
        return failure(404, 'ERR not found')
      }
      if (!equalSecrets(request.headers.authorization ?? '', `Bearer ${token}`)) {
        return failure(401, 'WRONGPASS invalid or missing auth token')
      }
      try {
        const reply = await run(request)
        answered += 1
        return { ...reply, headers: { 'upstash-sync-token': `stand=${answered}` } }
      } catch (error) {
        if (error instanceof RedisUnreachableError) return failure(503, 'ERR the database is not available')
        throw error
      }
    },
    close: () => redis.close(),
  })
}

const failure = (status: number, error: string): EndpointReply => ({ status, body: { error } })

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
