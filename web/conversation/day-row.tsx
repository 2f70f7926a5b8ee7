import { dayOf, formatDay } from './format-time.ts'

export function DayRow({ at }: { at: number }) {
  return (
    <li className="day-row">
      <time dateTime={dayOf(at)}>{formatDay(at, Date.now())}</time>
    </li>
  )
}
