const LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LEVELS)[number]

/** One JSON line. Fields are chosen by the caller: never a body, a query, a cookie, a token or a driver's message. */
export function log(
  level: LogLevel,
  event: string,
  fields: Readonly<Record<string, string | number | boolean | null | readonly string[]>>,
  threshold: LogLevel = 'info',
): void {
  if (LEVELS.indexOf(level) < LEVELS.indexOf(threshold)) return
  console.log(JSON.stringify({ time: new Date().toISOString(), level, event, ...fields }))
}
