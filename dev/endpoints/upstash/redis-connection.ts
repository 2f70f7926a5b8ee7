import { createClient, ErrorReply, MultiErrorReply, RESP_TYPES } from '@redis/client'
import { HOST } from '../../engines/engine.ts'

export type Reply = string | number | null | Buffer | Error | Reply[]

export class RedisUnreachableError extends Error {
  override name = 'RedisUnreachableError'
}

export type RedisConnectionOptions = { port: number; password: string }

/** One shared connection, made when it is first needed and again after it was lost. */
export class RedisConnection {
  readonly #options: RedisConnectionOptions
  #client: Promise<Client> | undefined

  constructor(options: RedisConnectionOptions) {
    this.#options = options
  }

  /** Sends all commands at once; each has its own reply, which may be an error. */
  async pipeline(commands: string[][]): Promise<Reply[]> {
    const client = await this.#connected()
    return Promise.all(commands.map((command) => client.sendCommand<Reply>(command).catch(toErrorReply)))
  }

  /** Runs all commands as one. An error in place of the replies: none of them was run. */
  async transaction(commands: string[][]): Promise<Reply[] | Error> {
    const client = await this.#connected()
    const multi = client.multi()
    for (const command of commands) multi.addCommand(command)
    try {
      return toReplies(await multi.exec())
    } catch (error) {
      if (error instanceof MultiErrorReply) return toReplies(error.replies)
      return toErrorReply(error)
    }
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined)
    this.#client = undefined
    client?.destroy()
  }

  async #connected(): Promise<Client> {
    const open = await this.#client?.catch(() => undefined)
    if (open?.isReady) return open
    this.#client = connect(this.#options)
    return this.#client
  }
}

type Client = ReturnType<typeof create>

/** Version 2 of Redis's protocol, as Upstash speaks it; texts stay bytes. */
function create({ port, password }: RedisConnectionOptions) {
  return createClient({
    RESP: 2,
    socket: { host: HOST, port, reconnectStrategy: false },
    password,
    disableOfflineQueue: true,
    disableClientInfo: true,
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  })
}

async function connect(options: RedisConnectionOptions): Promise<Client> {
  const client = create(options)
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch {
    throw new RedisUnreachableError('Redis cannot be reached')
  }
}

function toErrorReply(error: unknown): Error {
  if (error instanceof ErrorReply) return error
  throw new RedisUnreachableError('The connection to Redis was lost')
}

function toReplies(value: unknown): Reply[] {
  if (!Array.isArray(value)) throw new TypeError('Redis answered a transaction with no list')
  return value
}
