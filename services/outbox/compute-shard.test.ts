import { expect, test } from 'vitest'
import { computeShard } from './compute-shard.ts'

const rooms = Array.from(
  { length: 4000 },
  (_, index) => `0190a1b2-0000-7000-8000-${String(index).padStart(12, '0')}`,
)

test('rooms spread evenly over the shards', () => {
  const counts = new Map<number, number>()
  for (const room of rooms) {
    const shard = computeShard(room, 4)
    counts.set(shard, (counts.get(shard) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3])
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

test('the letter case of an id does not matter, and the value never changes', () => {
  expect(computeShard('0190A1B2-0000-7000-8000-00000000ABCD', 256)).toBe(
    computeShard('0190a1b2-0000-7000-8000-00000000abcd', 256),
  )
  expect(computeShard('0190a1b2-0000-7000-8000-00000000abcd', 256)).toBe(210)
})
