import type { Effect } from '../storage/port.ts'

const keyOf = (targetSeq: number, what: string) => `${targetSeq} ${what}`

/** What is queued and not yet in storage, of what a change is judged by. */
export class PendingChanges {
  readonly #deleted = new Set<number>()
  readonly #marks = new Map<string, boolean>()
  readonly #erased = new Set<string>()

  isDeleted(targetSeq: number): boolean {
    return this.#deleted.has(targetSeq)
  }

  isErased(userId: string): boolean {
    return this.#erased.has(userId)
  }

  /** Undefined: nothing about it is queued. */
  hasReaction(of: { targetSeq: number; emoji: string; userId: string }): boolean | undefined {
    return this.#marks.get(keyOf(of.targetSeq, `${of.emoji} ${of.userId}`))
  }

  isPinned(targetSeq: number): boolean | undefined {
    return this.#marks.get(keyOf(targetSeq, 'pin'))
  }

  /** Emoji that are queued for a message and not stored yet. */
  listEmoji(targetSeq: number): string[] {
    return [...this.#marks].flatMap(([key, isOn]) => {
      const [seq, emoji, userId] = key.split(' ')
      return isOn && Number(seq) === targetSeq && emoji !== undefined && userId !== undefined ? [emoji] : []
    })
  }

  /** Messages that are queued to be pinned. */
  listPinned(): number[] {
    return [...this.#marks].flatMap(([key, isOn]) => {
      const [seq, what] = key.split(' ')
      return isOn && what === 'pin' ? [Number(seq)] : []
    })
  }

  add(effect: Effect | null): void {
    if (effect?.type === 'deleted') this.#deleted.add(effect.targetSeq)
    else if (effect?.type === 'erased') this.#erased.add(effect.userId)
    else if (effect?.type === 'reacted' || effect?.type === 'pinned') {
      this.#marks.set(this.#keyOf(effect), effect.on)
    }
  }

  remove(effect: Effect | null): void {
    if (effect?.type === 'deleted') this.#deleted.delete(effect.targetSeq)
    else if (effect?.type === 'erased') this.#erased.delete(effect.userId)
    else if (effect?.type === 'reacted' || effect?.type === 'pinned') {
      const key = this.#keyOf(effect)
      if (this.#marks.get(key) === effect.on) this.#marks.delete(key)
    }
  }

  #keyOf(effect: Extract<Effect, { type: 'reacted' | 'pinned' }>): string {
    return keyOf(effect.targetSeq, effect.type === 'pinned' ? 'pin' : `${effect.emoji} ${effect.userId}`)
  }
}
