/** A real database server on 127.0.0.1 that can be stopped and started again on the same data. */
export type Engine = {
  port: number
  /** Resolves when the engine answers. Does nothing when it runs. */
  start(): Promise<void>
  /** Orderly: open work is finished or refused. */
  stop(): Promise<void>
  /** SIGKILL: nothing is finished; the next start recovers. */
  kill(): Promise<void>
}

export type EngineOptions = {
  dataDir: string
  port: number
  password: string
  /** False trades safety against power loss for speed; commits survive a killed engine all the same. */
  durable: boolean
}

export const HOST = '127.0.0.1'
export const USER = 'sentinel'
export const DATABASE = 'sentinel'
