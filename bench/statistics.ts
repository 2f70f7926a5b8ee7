/** The nearest-rank percentile of unsorted values, to a microsecond when they are milliseconds. */
export function computePercentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)
  return Math.round((sorted[rank] ?? Number.NaN) * 1000) / 1000
}

/** The row in the middle when rows are ordered by `key`. */
export function pickMedian<Row>(rows: readonly Row[], key: (row: Row) => number): Row {
  const row = rows.toSorted((a, b) => key(a) - key(b))[Math.floor((rows.length - 1) / 2)]
  if (row === undefined) throw new Error('There is no median of nothing.')
  return row
}
