import type { HttpEndpoint } from '../endpoints/http-endpoint.ts'
import type { Engine } from '../engines/engine.ts'

/** One of the three services: an engine and the vendor's endpoint in front of it, each of which can fail. */
export type Vendor = {
  /** Stops the engine; the endpoint stays and answers as the vendor does while its database is unreachable. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Delays every answer from now on; 0 ends it. */
  slow(delayMs: number): void
  engine: { kill(): Promise<void>; start(): Promise<void> }
  endpoint: { stop(): Promise<void>; start(): Promise<void> }
}

export type ManagedVendor = Vendor & { open(): Promise<void>; close(): Promise<void> }

export function createVendor(engine: Engine, endpoint: HttpEndpoint): ManagedVendor {
  return {
    stop: () => engine.stop(),
    start: () => engine.start(),
    slow: (delayMs) => endpoint.slow(delayMs),
    engine: { kill: () => engine.kill(), start: () => engine.start() },
    endpoint: { stop: () => endpoint.stop(), start: () => endpoint.start() },
    open: async () => {
      await engine.start()
      await endpoint.start()
    },
    close: async () => {
      await Promise.all([endpoint.stop(), engine.stop()])
    },
  }
}
