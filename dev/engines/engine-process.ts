import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { endLeftovers } from './end-leftovers.ts'

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 15_000
const POLL_INTERVAL_MS = 20

export type EngineCommand = {
  name: string
  /** The data folder, which the engine makes its working folder. */
  folder: string
  /** Files in it that would keep the engine from starting after it was killed. */
  staleFiles?: string[]
  command: string
  args: string[]
  /** Flags for `setpriv`. They go with the death signal, which a later change of user would clear. */
  privileges?: string[]
  env?: Record<string, string>
  /** Standard input, for what must not stand in the arguments. */
  input?: string
  logFile: string
  orderlySignal: 'SIGINT' | 'SIGTERM'
  /** Throws while the engine does not answer yet. */
  probe: () => Promise<void>
}

/** One engine's process: it dies with this process, however that ends. */
export class EngineProcess {
  #child: ChildProcess | undefined
  readonly #command: EngineCommand

  constructor(command: EngineCommand) {
    this.#command = command
  }

  async start(): Promise<void> {
    if (this.#child) return
    const { name, folder, staleFiles = [], logFile } = this.#command
    await endLeftovers(folder)
    for (const file of staleFiles) rmSync(join(folder, file), { force: true })
    if (!(await this.#isReady(this.#spawn()))) throw new Error(`${name} did not start; ${logFile} tells why.`)
  }

  async stop(): Promise<void> {
    await this.#end(this.#command.orderlySignal)
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child) return
    const exited = once(child, 'exit')
    child.kill(signal)
    const forced = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await exited
    clearTimeout(forced)
  }

  #spawn(): ChildProcess {
    const { command, args, privileges = [], env, input, logFile } = this.#command
    const log = openSync(logFile, 'a', 0o600)
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...privileges, '--', command, ...args], {
      env: { ...process.env, LC_ALL: 'C', ...env },
      stdio: ['pipe', log, log],
    })
    closeSync(log)
    child.on('error', () => undefined)
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input ?? '')
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined
    })
    this.#child = child
    return child
  }

  async #isReady(child: ChildProcess): Promise<boolean> {
    const deadline = Date.now() + START_TIMEOUT_MS
    while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      try {
        await this.#command.probe()
        return true
      } catch {
        if (Date.now() > deadline) break
        await delay(POLL_INTERVAL_MS)
      }
    }
    await this.kill()
    return false
  }
}
