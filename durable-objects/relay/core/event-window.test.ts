import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventWindow } from './event-window.ts'

const LONG = 'x'.repeat(1024 * 1024)
const eventOf = (seq: number) => `${seq} ${LONG}`
const seqOf = (event: string) => Number(event.split(' ')[0])

test('[RESUME1] what is served is without a gap, whatever is told while the room is read and however much is dropped', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ after: fc.integer({ min: 0, max: 30 }), appended: fc.integer({ min: 0, max: 6 }) }),
        { maxLength: 8 },
      ),
      async (steps) => {
        let head = 20
        let open = () => {}
        const window = new EventWindow(async (after, limit) => {
          await new Promise<void>((resolve) => {
            open = resolve
          })
          const count = Math.min(limit, head - after)
          return {
            events: Array.from({ length: count }, (_, i) => eventOf(after + 1 + i)),
            head: { epoch: 1, seq: head },
          }
        })
        for (const { after, appended } of steps) {
          const upTo = head
          if (after >= upTo) continue
          const reading = window.readAfter(after, upTo)
          let isDone = false
          void reading.then(() => {
            isDone = true
          })
          for (let n = 0; n < appended; n += 1) {
            head += 1
            window.append(head, [eventOf(head)], false)
          }
          while (!isDone) {
            open()
            await new Promise((resolve) => setImmediate(resolve))
          }
          const seqs = (await reading)?.map(seqOf) ?? []
          expect(seqs).toEqual(seqs.map((_, i) => after + 1 + i))
        }
      },
    ),
    { numRuns: 40 },
  )
})
