import { describe, expect, it } from 'vitest'
import { dayOf, formatDay } from './format-time.ts'

const NOW = Date.UTC(2026, 2, 2, 1)

describe('formatDay', () => {
  it('names today and yesterday where the reader is', () => {
    expect(formatDay(NOW, NOW, 'UTC')).toBe('Today')
    expect(formatDay(NOW - 2 * 3_600_000, NOW, 'UTC')).toBe('Yesterday')
    expect(formatDay(NOW - 2 * 3_600_000, NOW, 'Asia/Tokyo')).toBe('Today')
  })

  it('gives the date of any other day', () => {
    expect(formatDay(Date.UTC(2025, 4, 6), NOW, 'UTC')).toMatch(/2025/)
  })
})

describe('dayOf', () => {
  it('is the calendar day of the time zone', () => {
    expect(dayOf(NOW, 'UTC')).toBe('2026-03-02')
    expect(dayOf(NOW, 'America/New_York')).toBe('2026-03-01')
  })
})
