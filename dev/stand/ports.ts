import { createServer } from 'node:net'
import { HOST } from '../engines/engine.ts'

export type StandPorts = {
  postgres: number
  neon: number
  mariadb: number
  planetscale: number
  redis: number
  upstash: number
}

export const DEFAULT_PORTS: StandPorts = {
  postgres: 5433,
  neon: 5434,
  mariadb: 3308,
  planetscale: 3307,
  redis: 6380,
  upstash: 6381,
}

/** Below the ports that the system gives to outgoing connections, which could take a stopped engine's port. */
const LOWEST = 20_000
const HIGHEST = 32_000

export async function findFreePort(taken: number[] = []): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (!taken.includes(port) && (await isFree(port))) return port
  }
}

export async function findFreePorts(): Promise<StandPorts> {
  const found: Record<string, number> = {}
  for (const name of Object.keys(DEFAULT_PORTS)) found[name] = await findFreePort(Object.values(found))
  return { ...DEFAULT_PORTS, ...found }
}

export class PortInUseError extends Error {
  override name = 'PortInUseError'
}

/** @throws PortInUseError that names the first of the ports that another program holds. */
export async function requireFree(ports: Partial<StandPorts>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    if (await isFree(port)) continue
    throw new PortInUseError(`Port ${port}, which ${name} needs, is in use by another program.`)
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: HOST, port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
