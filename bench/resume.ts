import { openRoomSocket } from './load/peers.ts'
import { sayMany } from './load/say-many.ts'
import { seedRoom } from './seed-room.ts'
import { startBenchWorker } from './start-bench-worker.ts'
import { computePercentile } from './statistics.ts'
import { type Say, withBenchStand } from './with-bench-stand.ts'

export type ResumeResult = {
  missed: number
  connectMs: number
  firstEventMs: number
  lastEventMs: number
  /** Time to the first missed event as a multiple of the time of a plain connect. */
  ratio: number
}

/** Coming back after many missed events, beside coming in anew; medians, alternating. */
export const runResume = (
  say: Say,
  { missed = 5_000, rounds = 21 }: { missed?: number; rounds?: number } = {},
): Promise<ResumeResult> =>
  withBenchStand(async (stand) => {
    // Each round is someone else's: one person gets only so much replayed.
    const { roomId, userIds } = await seedRoom(stand.db, rounds + 1)
    const worker = await startBenchWorker(stand)
    const userId = userIds[0] ?? ''
    try {
      const before = await readHead(worker.origin, { roomId, userId })
      const texts = Array.from({ length: missed }, (_, i) => `line ${i}`)
      await sayMany(worker.origin, { roomId, userId, texts })
      const connects: number[] = []
      const firsts: number[] = []
      const lasts: number[] = []
      for (const comer of userIds.slice(1)) {
        const person = { roomId, userId: comer }
        connects.push((await measure(worker.origin, { ...person, position: null, until: [] }))[0] ?? 0)
        const position = { epoch: 1, seq: before }
        const until = [`"seq":${before + 1},`, `"seq":${before + missed},`]
        const [, first = 0, last = 0] = await measure(worker.origin, { ...person, position, until })
        firsts.push(first)
        lasts.push(last)
      }
      const [connectMs, firstEventMs, lastEventMs] = [connects, firsts, lasts].map((times) =>
        computePercentile(times, 50),
      ) as [number, number, number]
      say(`connect ${connectMs} ms, first missed event ${firstEventMs} ms, last ${lastEventMs} ms`)
      const ratio = Math.round((firstEventMs / connectMs) * 100) / 100
      return { missed, connectMs, firstEventMs, lastEventMs, ratio }
    } finally {
      await worker.stop()
    }
  })

type Person = { roomId: string; userId: string }

async function readHead(origin: string, person: Person): Promise<number> {
  const socket = await openRoomSocket(origin, person)
  const seq = /"head":\{"epoch":1,"seq":(\d+)\}/.exec(socket.seen)?.[1]
  socket.end()
  return Number(seq)
}

/** Milliseconds from the start until the welcome, and until each of the marks was seen. */
async function measure(
  origin: string,
  {
    position,
    until,
    ...person
  }: Person & { position: { epoch: number; seq: number } | null; until: string[] },
): Promise<number[]> {
  const startedAt = performance.now()
  const socket = await openRoomSocket(origin, { ...person, position })
  const times = [performance.now() - startedAt]
  for (const mark of until) {
    await socket.whenSeen(mark)
    times.push(performance.now() - startedAt)
  }
  socket.end()
  return times
}
