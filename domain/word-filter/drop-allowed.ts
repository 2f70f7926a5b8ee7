import type { Hit } from './scanner.ts'

/** The matches of `block` and `mask` rules that lie in no match of an `allow` rule. */
export function dropAllowed(matches: readonly Hit[]): readonly Hit[] {
  const allowed = matches.filter((hit) => hit.rule.action === 'allow').sort((a, b) => a.start - b.start)
  if (allowed.length === 0) return matches
  const furthest: number[] = []
  for (const { end } of allowed) furthest.push(Math.max(end, furthest.at(-1) ?? 0))

  const countFromUpTo = (start: number): number => {
    let low = 0
    let high = allowed.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((allowed[middle]?.start ?? 0) <= start) low = middle + 1
      else high = middle
    }
    return low
  }
  return matches.filter(
    (hit) => hit.rule.action !== 'allow' && (furthest[countFromUpTo(hit.start) - 1] ?? -1) < hit.end,
  )
}
