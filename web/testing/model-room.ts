import type { History, HistoryMessage, LogEvent } from '#sdk/index.ts'
import { ADA, BEA, buildDeletion, buildEdit, buildMark, buildMessage } from './build-events.ts'

/** What somebody tries to do: only what the present state allows becomes an event. */
export type Attempt = {
  kind: 'say' | 'edit' | 'delete' | 'react' | 'pin'
  /** Which message, counted over those there are. */
  target: number
  byBea: boolean
  emoji: string
}

type Stored = { message: HistoryMessage; reactors: Map<string, string[]> }

/** A room by the rules of the protocol, apart from the page's own way to apply events. */
export class ModelRoom {
  readonly log: LogEvent[] = []
  readonly #messages: Stored[] = []

  attempt({ kind, target, byBea, emoji }: Attempt): void {
    const seq = this.log.length + 1
    const author = byBea ? BEA : ADA
    if (kind === 'say') {
      const message = buildMessage(seq, { author })
      this.#messages.push({ message, reactors: new Map() })
      this.log.push({ ...message })
      return
    }
    const stored = this.#messages[target % Math.max(1, this.#messages.length)]
    if (!stored || stored.message.deletedAt !== undefined) return
    const { message } = stored
    if (kind === 'edit') {
      this.log.push(buildEdit(seq, message.seq, `edit ${seq}`))
      message.text = `edit ${seq}`
      message.editedAt = this.log.at(-1)?.at
    } else if (kind === 'delete') {
      this.log.push(buildDeletion(seq, message.seq))
      message.text = ''
      message.deletedAt = this.log.at(-1)?.at
      delete message.pinnedAt
      stored.reactors.clear()
    } else if (kind === 'react') {
      const reactors = stored.reactors.get(emoji) ?? []
      const isOn = !reactors.includes(author.id)
      this.log.push(buildMark(seq, message.seq, { emoji, on: isOn, author }))
      const others = reactors.filter((id) => id !== author.id)
      stored.reactors.set(emoji, isOn ? [...others, author.id] : others)
    } else {
      const isOn = message.pinnedAt === undefined
      this.log.push(buildMark(seq, message.seq, { on: isOn, author }))
      if (isOn) message.pinnedAt = this.log.at(-1)?.at
      else delete message.pinnedAt
    }
  }

  /** The newest messages as they stand. */
  page(limit: number): History {
    const shown = this.#messages.map(({ message, reactors }): HistoryMessage => {
      const reactions = [...reactors].flatMap(([emoji, userIds]) =>
        userIds.length === 0 ? [] : [{ emoji, count: userIds.length, userIds: [...userIds] }],
      )
      return { ...message, ...(reactions.length > 0 ? { reactions } : {}) }
    })
    return { messages: shown.slice(-limit), hasMore: shown.length > limit }
  }
}
