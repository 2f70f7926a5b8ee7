import { V7Generator } from 'uuidv7'

/** The part of a WebSocket that the SDK uses. */
export type Socket = {
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
  onerror: (() => void) | null
  send(data: string): void
  close(code?: number, reason?: string): void
}

/** What the SDK needs of the world around it; tests replace it whole. */
export type Platform = {
  fetch(url: string, init: RequestInit): Promise<Response>
  openSocket(url: string, protocols: string[]): Socket
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Milliseconds that only ever grow. */
  elapsed(): number
  /** At least 0, below 1. */
  random(): number
  /** Runs `task` once after `delayMs`; the returned function cancels it. */
  schedule(delayMs: number, task: () => void): () => void
  /** A UUIDv7 of that time, greater than the ones before it. */
  mintId(timestampMs: number): string
  /** Calls the listener when the network comes back; the returned function stops that. */
  onOnline(listener: () => void): () => void
}

/** The platform of a browser, Node, Bun, Deno or anything else with the web's globals. */
export function createWebPlatform(): Platform {
  const generator = new V7Generator()
  return {
    fetch: (url, init) => globalThis.fetch(url, init),
    openSocket: (url, protocols) => new WebSocket(url, protocols) as Socket,
    now: () => Date.now(),
    elapsed: () => performance.now(),
    random: () => Math.random(),
    schedule: (delayMs, task) => {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
    mintId: (timestampMs) => generator.generateOrResetWithTs(timestampMs).toString(),
    onOnline: (listener) => {
      if (typeof globalThis.addEventListener !== 'function') return () => {}
      globalThis.addEventListener('online', listener)
      return () => globalThis.removeEventListener('online', listener)
    },
  }
}
