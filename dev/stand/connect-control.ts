import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export const CONTROL_FILE = 'control.json'

const controlFile = z.object({ url: z.url(), token: z.string() })
const failure = z.object({ error: z.string() })

export type ControlledVendor = {
  stop(): Promise<void>
  start(): Promise<void>
  kill(): Promise<void>
  slow(delayMs: number): Promise<void>
}

export type ControlClient = {
  postgres: ControlledVendor
  mysql: ControlledVendor
  redis: ControlledVendor
  /** Calls any registered handler, such as `call('platform', 'kill')`. */
  call(name: string, action: string): Promise<void>
}

/**
 * Reaches the control of the stand that runs on this data folder.
 * @throws Error when none runs there.
 */
export function connectControl(dataDir: string): ControlClient {
  const file = join(dataDir, CONTROL_FILE)
  const createAbsenceError = () => new Error(`No stand with a control runs on ${dataDir}.`)
  if (!existsSync(file)) throw createAbsenceError()
  const { url, token } = controlFile.parse(JSON.parse(readFileSync(file, 'utf8')))

  const call = async (name: string, action: string) => {
    const response = await fetch(`${url}/${name}/${action}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    }).catch(() => {
      throw createAbsenceError()
    })
    if (response.ok) return
    throw new Error(`The control ${name}/${action} failed: ${failure.parse(await response.json()).error}.`)
  }
  const vendor = (name: string): ControlledVendor => ({
    stop: () => call(name, 'stop'),
    start: () => call(name, 'start'),
    kill: () => call(name, 'kill'),
    slow: (delayMs) => call(name, `slow?ms=${delayMs}`),
  })
  return { postgres: vendor('postgres'), mysql: vendor('mysql'), redis: vendor('redis'), call }
}
