import type { Position } from '#schema/wire/ids.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { Welcome } from '#schema/wire/server/welcome.ts'
import { ackOfEvent } from './ack-of-event.ts'
import { LogCursor } from './log-cursor.ts'
import type { OperationSender } from './operation-sender.ts'
import type { UnknownLogEvent } from './parse-server-frame.ts'

type Answer = Pick<Welcome, 'resume' | 'head'>

const GAPS_BEFORE_RESYNC = 3

/** Takes the room's log event by event: each once, none missed unnoticed. */
export class LogReceiver {
  readonly #cursor: LogCursor
  readonly #sender: Pick<OperationSender, 'queue' | 'acknowledge'>
  #gaps = 0

  constructor(position: Position | null, sender: Pick<OperationSender, 'queue' | 'acknowledge'>) {
    this.#cursor = new LogCursor(position)
    this.#sender = sender
  }

  get position(): Position | null {
    return this.#cursor.position
  }

  restore(position: Position | null): void {
    this.#cursor.jump(position)
  }

  /** In the background nothing is replayed: the place in the log waits for the room to come to the front. */
  welcome({ resume, head }: Answer, { isInFront }: { isInFront: boolean }): 'resync' | null {
    if (resume !== 'replay' && (isInFront || !this.position)) this.#cursor.jump(head)
    const isLost =
      (resume === 'resync' && isInFront) || (resume === 'fresh' && this.#gaps >= GAPS_BEFORE_RESYNC)
    if (!isLost) return null
    this.#gaps = 0
    return 'resync'
  }

  resumed({ resume, head }: Answer): 'resync' | null {
    if (resume === 'replay') return null
    const hadPosition = this.position !== null
    this.#cursor.jump(head)
    return resume === 'resync' || hadPosition ? 'resync' : null
  }

  /** `gap`: something is missing before it; after several in a row the place in the log is given up. */
  receive(event: LogEvent | UnknownLogEvent, userId: string): 'emit' | 'seen' | 'gap' {
    const placement = this.#cursor.place(event)
    if (placement === 'gap') {
      this.#gaps += 1
      if (this.#gaps >= GAPS_BEFORE_RESYNC) this.#cursor.jump(null)
      return 'gap'
    }
    if (event.type !== 'unknown') this.#settleOwn(event, userId)
    if (placement === 'seen') return 'seen'
    this.#gaps = 0
    return 'emit'
  }

  /** Only the author's own id counts: anyone else could have made the same one. */
  #settleOwn(event: LogEvent, userId: string): void {
    if (!('id' in event)) return
    const operation = event.author.id === userId ? this.#sender.queue.get(event.id) : undefined
    const ack = operation && ackOfEvent(operation, event)
    if (ack) this.#sender.acknowledge(ack)
  }
}
