export type LogFields = Record<string, string | number | boolean | null>

/** One line of JSON; fields are ids, counts and names of errors, never content. */
export function writeLog(level: 'info' | 'warn' | 'error', event: string, fields: LogFields): void {
  console[level](JSON.stringify({ level, event, at: new Date().toISOString(), ...fields }))
}
