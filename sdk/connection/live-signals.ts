import type { LiveSignal } from '#schema/wire/client/frame.ts'
import type { PresenceChoice } from '#schema/wire/client/presence.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { Platform } from '../platform.ts'

const TYPING_REPEAT_MS = 3_000
const CURSOR_DELAY_MS = 1_000

const isAfter = (position: Position, other: Position | null) =>
  other === null ||
  position.epoch > other.epoch ||
  (position.epoch === other.epoch && position.seq > other.seq)

/**
 * What this client says of itself. While there is no socket nothing is kept but the latest of each: what is still true is said
 * again once there is one.
 */
export class LiveSignals {
  readonly #platform: Pick<Platform, 'elapsed' | 'schedule'>
  #write: ((frame: string) => void) | null = null
  #presence: PresenceChoice
  #isBackground: boolean
  /** What the room was told with the last hello. */
  #greeted: { presence: PresenceChoice; background: boolean }
  #typingSaidAt: number | null = null
  #read: Position | null = null
  #delivered: Position | null = null
  #unsaid = { read: false, delivered: false }
  #cancelCursor: (() => void) | null = null

  constructor(
    platform: Pick<Platform, 'elapsed' | 'schedule'>,
    { presence, isBackground }: { presence: PresenceChoice; isBackground: boolean },
  ) {
    this.#platform = platform
    this.#presence = presence
    this.#isBackground = isBackground
    this.#greeted = { presence, background: isBackground }
  }

  /** What hello says of it. */
  greet(): { presence: PresenceChoice; background: boolean } {
    this.#greeted = { presence: this.#presence, background: this.#isBackground }
    return this.#greeted
  }

  get greetedInBackground(): boolean {
    return this.#greeted.background
  }

  /** What has changed since hello is said now. `position`: the last event held. */
  opened(write: (frame: string) => void, position: Position | null): void {
    this.#write = write
    if (this.#presence !== this.#greeted.presence) this.#say({ type: 'presence', state: this.#presence })
    if (this.#isBackground !== this.#greeted.background) this.#sayFocus(position)
    this.#typingSaidAt = null
    this.#unsaid.read ||= this.#read !== null
    if (this.#unsaid.read || this.#unsaid.delivered) this.#sayCursorSoon()
  }

  closed(): void {
    this.#write = null
    this.#typingSaidAt = null
    this.#cancelCursor?.()
    this.#cancelCursor = null
  }

  setPresence(state: PresenceChoice): void {
    if (state === this.#presence) return
    this.#presence = state
    this.#say({ type: 'presence', state })
  }

  /** Said again only every few seconds, however often it is called. */
  setTyping(isOn: boolean): void {
    const now = this.#platform.elapsed()
    if (!isOn) {
      if (this.#typingSaidAt !== null) this.#say({ type: 'typing', on: false })
      this.#typingSaidAt = null
    } else if (this.#typingSaidAt === null || now - this.#typingSaidAt >= TYPING_REPEAT_MS) {
      this.#typingSaidAt = now
      this.#say({ type: 'typing', on: true })
    }
  }

  /** A message of one's own ends it without a word. */
  forgetTyping(): void {
    this.#typingSaidAt = null
  }

  /** `position`: the last event held, for what is to be replayed when the room comes to the front. */
  setBackground(isBackground: boolean, position: Position | null): void {
    if (isBackground === this.#isBackground) return
    this.#isBackground = isBackground
    this.#sayFocus(position)
  }

  #sayFocus(position: Position | null): void {
    this.#say(
      this.#isBackground
        ? { type: 'focus', background: true }
        : { type: 'focus', background: false, position },
    )
  }

  markRead({ epoch, seq }: Position): void {
    const position = { epoch, seq }
    if (!isAfter(position, this.#read)) return
    this.#read = position
    this.#unsaid.read = true
    this.#sayCursorSoon()
  }

  noteDelivered({ epoch, seq }: Position): void {
    const position = { epoch, seq }
    if (!isAfter(position, this.#delivered)) return
    this.#delivered = position
    this.#unsaid.delivered = true
    this.#sayCursorSoon()
  }

  #sayCursorSoon(): void {
    if (!this.#write || this.#cancelCursor) return
    this.#cancelCursor = this.#platform.schedule(CURSOR_DELAY_MS, () => {
      this.#cancelCursor = null
      const read = this.#unsaid.read ? this.#read : null
      const delivered = this.#unsaid.delivered ? this.#delivered : null
      this.#unsaid = { read: false, delivered: false }
      if (!read && !delivered) return
      this.#say({ type: 'cursor', ...(delivered ? { delivered } : {}), ...(read ? { read } : {}) })
    })
  }

  #say(signal: LiveSignal): void {
    this.#write?.(JSON.stringify([signal]))
  }
}
