const DAY_MS = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(name: string, options: Intl.DateTimeFormatOptions, timeZone?: string): Intl.DateTimeFormat {
  const key = `${name} ${timeZone ?? ''}`
  const locale = name === 'day-key' ? 'en-CA' : undefined
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, ...(timeZone && { timeZone }) })
  formats.set(key, format)
  return format
}

/** The calendar day of a moment where the reader is, as `2026-11-22`. */
export const dayOf = (at: number, timeZone?: string): string =>
  formatOf('day-key', { year: 'numeric', month: '2-digit', day: '2-digit' }, timeZone).format(at)

export const formatTime = (at: number, timeZone?: string): string =>
  formatOf('time', { hour: '2-digit', minute: '2-digit' }, timeZone).format(at)

export const formatDateTime = (at: number, timeZone?: string): string =>
  formatOf('date-time', { dateStyle: 'full', timeStyle: 'short' }, timeZone).format(at)

/** `Today`, `Yesterday`, or the date. */
export function formatDay(at: number, now: number, timeZone?: string): string {
  const day = dayOf(at, timeZone)
  if (day === dayOf(now, timeZone)) return 'Today'
  if (day === dayOf(now - DAY_MS, timeZone)) return 'Yesterday'
  return formatOf('day', { dateStyle: 'full' }, timeZone).format(at)
}
