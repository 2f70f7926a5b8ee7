import { chmodSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createNeonEndpoint } from '../endpoints/neon/create-neon-endpoint.ts'
import { createPlanetscaleEndpoint } from '../endpoints/planetscale/create-planetscale-endpoint.ts'
import { createUpstashEndpoint } from '../endpoints/upstash/create-upstash-endpoint.ts'
import { DATABASE, HOST, USER } from '../engines/engine.ts'
import { createMariadb } from '../engines/mariadb.ts'
import { createPostgres } from '../engines/postgres.ts'
import { createRedis } from '../engines/redis.ts'
import { holdLock } from '../provision/hold-lock.ts'
import { type Credentials, readOrCreateCredentials } from './credentials.ts'
import { DEFAULT_PORTS, findFreePorts, PortInUseError, requireFree, type StandPorts } from './ports.ts'
import { createVendor, type Vendor } from './vendor.ts'

/** A run that was just killed needs a moment to let go of its folder. */
const KILLED_RUN_SECONDS = 3
const MAX_ATTEMPTS = 5

export type StandOptions = {
  /** Data, credentials and logs; kept between starts. */
  dataDir: string
  /** `default` for the developer's one stand, `free` for tests. */
  ports?: 'default' | 'free'
  /** False trades safety against power loss for speed. */
  durable?: boolean
  log?: (line: string) => void
}

export type StandEnv = {
  DATABASE_URL: string
  NEON_FETCH_ENDPOINT: string
  OUTBOX_URL: string
  UPSTASH_REDIS_REST_URL: string
  UPSTASH_REDIS_REST_TOKEN: string
}

export type Stand = { env: StandEnv; postgres: Vendor; mysql: Vendor; redis: Vendor; stop(): Promise<void> }

/**
 * Starts PostgreSQL, MariaDB and Redis and the vendors' endpoints in front of them, all on 127.0.0.1.
 * @throws Error with one sentence when something is missing, in use, or does not start.
 */
export async function startStand(options: StandOptions): Promise<Stand> {
  const { ports: choice = 'default', durable = true, log = () => undefined } = options
  // The engines change their working folder.
  const dataDir = resolve(options.dataDir)
  mkdirSync(dataDir, { recursive: true })
  chmodSync(dataDir, 0o700)
  const lock = await holdLock(join(dataDir, 'stand.lock'), { waitSeconds: KILLED_RUN_SECONDS })
  if (!lock) throw new Error(`A stand already runs on ${dataDir}: stop it, or give another data folder.`)
  try {
    const credentials = readOrCreateCredentials(dataDir)
    const open = (ports: StandPorts) => startVendors({ dataDir, credentials, ports, durable, log })
    const { ports, vendors } = choice === 'free' ? await onFreePorts(open) : await open(DEFAULT_PORTS)
    return {
      env: createEnv(credentials, ports),
      ...vendors,
      stop: async () => {
        await Promise.all(Object.values(vendors).map((vendor) => vendor.close()))
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

type VendorOptions = {
  dataDir: string
  credentials: Credentials
  ports: StandPorts
  durable: boolean
  log: (line: string) => void
}

async function startVendors({ dataDir, credentials, ports, durable, log }: VendorOptions) {
  const { postgresPassword, mysqlPassword, redisPassword, upstashToken } = credentials
  const shared = { dataDir, durable }
  const [postgres, mariadb, redis] = await allOrThrow([
    createPostgres({ ...shared, port: ports.postgres, password: postgresPassword }),
    createMariadb({ ...shared, port: ports.mariadb, password: mysqlPassword }),
    createRedis({ ...shared, port: ports.redis, password: redisPassword }),
  ])
  await requireFree(ports)
  const vendors = {
    postgres: createVendor(postgres, createNeonEndpoint({ port: ports.neon, postgresPort: ports.postgres })),
    mysql: createVendor(
      mariadb,
      createPlanetscaleEndpoint({
        port: ports.planetscale,
        mariadbPort: ports.mariadb,
        password: mysqlPassword,
      }),
    ),
    redis: createVendor(
      redis,
      createUpstashEndpoint({
        port: ports.upstash,
        redisPort: ports.redis,
        redisPassword,
        token: upstashToken,
      }),
    ),
  }
  try {
    await allOrThrow(Object.values(vendors).map((vendor) => vendor.open()))
  } catch (error) {
    await Promise.all(Object.values(vendors).map((vendor) => vendor.close()))
    throw error
  }
  log(
    `PostgreSQL is at ${HOST}:${ports.postgres}, MariaDB at ${HOST}:${ports.mariadb}, Redis at ${HOST}:${ports.redis}.`,
  )
  return { ports, vendors }
}

/** The first start makes the data folders, and another program can take a port meanwhile. */
async function onFreePorts<T>(open: (ports: StandPorts) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await open(await findFreePorts())
    } catch (error) {
      if (!(error instanceof PortInUseError) || attempt === MAX_ATTEMPTS) throw error
    }
  }
}

/** Like Promise.all, but waits for all before it throws, so that nothing starts behind a failed start's back. */
async function allOrThrow<T extends readonly unknown[]>(
  promises: readonly [...{ [K in keyof T]: Promise<T[K]> }],
) {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}

function createEnv(credentials: Credentials, ports: StandPorts): StandEnv {
  const { postgresPassword, mysqlPassword, upstashToken } = credentials
  return {
    DATABASE_URL: `postgres://${USER}:${postgresPassword}@${HOST}:${ports.postgres}/${DATABASE}`,
    NEON_FETCH_ENDPOINT: `http://${HOST}:${ports.neon}/sql`,
    OUTBOX_URL: `http://${USER}:${mysqlPassword}@${HOST}:${ports.planetscale}`,
    UPSTASH_REDIS_REST_URL: `http://${HOST}:${ports.upstash}`,
    UPSTASH_REDIS_REST_TOKEN: upstashToken,
  }
}
