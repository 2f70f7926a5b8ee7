import { Coalescer } from '#durable-objects/sockets/coalescer.ts'
import type { StoredCursor } from '../../storage/port.ts'
import { CURSOR_INTERVAL_MS, CURSOR_SAVE_INTERVAL_MS, CURSORS_PER_SAVE } from '../limits.ts'
import { nameOf } from '../name-of.ts'
import type { LiveRoom } from './live-room.ts'

export type CursorMove = {
  deliveredSeq?: number | undefined
  readSeq?: number | undefined
  /** The person is invisible: it is kept, and nobody is told. */
  isHidden?: boolean
}

type Parts = LiveRoom & {
  epoch: number
  alarm: { arm(atMs: number): void }
  save(cursors: readonly (StoredCursor & { epoch: number })[]): Promise<void>
}

/**
 * How far each person has received and read. Moves wait in memory for a moment, then become one write and one announcement;
 * the system of record gets them at most every ten seconds.
 */
export class Cursors {
  readonly #parts: Parts
  readonly #moved = new Map<string, StoredCursor>()
  readonly #toTell = new Set<string>()
  readonly #coalescer: Coalescer
  #saveAt: number | null = null

  constructor(parts: Parts) {
    this.#parts = parts
    this.#coalescer = new Coalescer(
      parts.deps,
      () => CURSOR_INTERVAL_MS,
      () => this.#flush(),
    )
    if (parts.deps.storage.listUnsavedCursors(1).length > 0) this.#armSave()
  }

  find(userId: string): StoredCursor | null {
    return this.#moved.get(userId) ?? this.#parts.deps.storage.findCursor(userId)
  }

  /** What a client says of itself. Backwards is no move. */
  move(userId: string, move: CursorMove): void {
    if (!this.#note(userId, move)) return
    if (!move.isHidden) this.#toTell.add(userId)
    this.#coalescer.request()
  }

  /** Who sends has read up to there: everyone can tell that from the message, so it is written with the next move. */
  noteOwn(userId: string, seq: number): void {
    if (this.#note(userId, { readSeq: seq })) this.#armSave()
  }

  /** A cursor was written with an event. */
  noteStored(): void {
    this.#armSave()
  }

  /** Hands what moved to the system of record; when to come again, null for never. */
  async save(): Promise<number | null> {
    const { deps, epoch } = this.#parts
    if (this.#saveAt === null || this.#saveAt > deps.now()) return this.#saveAt
    this.#saveAt = null
    this.#store()
    const unsaved = deps.storage.listUnsavedCursors(CURSORS_PER_SAVE)
    if (unsaved.length === 0) return null
    try {
      await this.#parts.save(unsaved.map(({ changedAt: _, ...cursor }) => ({ ...cursor, epoch })))
      deps.storage.markCursorsSaved(unsaved)
      if (unsaved.length < CURSORS_PER_SAVE) return null
    } catch (error) {
      deps.log('warn', 'room.cursors_not_saved', { error: nameOf(error) })
    }
    this.#saveAt = deps.now() + CURSOR_SAVE_INTERVAL_MS
    return this.#saveAt
  }

  #note(userId: string, { deliveredSeq = 0, readSeq = 0 }: CursorMove): boolean {
    const held = this.find(userId)
    const delivered = Math.max(deliveredSeq, readSeq)
    const isRead = readSeq > (held?.readSeq ?? 0)
    if (!isRead && delivered <= (held?.deliveredSeq ?? 0)) return false
    this.#moved.set(userId, {
      userId,
      deliveredSeq: Math.max(delivered, held?.deliveredSeq ?? 0),
      readSeq: isRead ? readSeq : (held?.readSeq ?? 0),
      readAt: isRead ? this.#parts.deps.now() : (held?.readAt ?? null),
    })
    return true
  }

  #armSave(): void {
    if (this.#saveAt !== null) return
    this.#saveAt = this.#parts.deps.now() + CURSOR_SAVE_INTERVAL_MS
    this.#parts.alarm.arm(this.#saveAt)
  }

  #store(): void {
    if (this.#moved.size === 0) return
    this.#parts.deps.storage.moveCursors([...this.#moved.values()], this.#parts.deps.now())
    this.#moved.clear()
  }

  #flush(): void {
    const { deps, epoch, audience } = this.#parts
    const told = [...this.#toTell].flatMap((userId) => this.find(userId) ?? [])
    this.#toTell.clear()
    try {
      this.#store()
    } catch (error) {
      deps.log('error', 'room.cursors_not_stored', { error: nameOf(error) })
    }
    this.#armSave()
    if (told.length === 0 || this.#parts.isHuge()) return
    const receipts = told.map(({ userId, deliveredSeq, readSeq, readAt }) => ({
      userId,
      delivered: { epoch, seq: deliveredSeq },
      ...(readSeq > 0 ? { read: { epoch, seq: readSeq } } : {}),
      ...(readAt === null ? {} : { readAt }),
    }))
    audience.announce(JSON.stringify([{ type: 'receipts', receipts }]))
  }
}
