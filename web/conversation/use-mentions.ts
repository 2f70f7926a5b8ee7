import { type KeyboardEvent, useId, useState } from 'react'
import type { Author } from '#sdk/index.ts'
import { findMentionQuery, insertMention, offerPeople } from './mention-text.ts'

export type MentionsOptions = {
  text: string
  people: readonly Author[]
  /** Somebody is about to be named: who may be is to be asked for. */
  onAsk: () => void
  /** Somebody was chosen: the text with the name in it, and where the caret goes. */
  onChoose: (person: Author, next: { text: string; caret: number }) => void
}

export type MentionsControl = {
  listId: string
  offered: readonly Author[]
  active: Author | null
  /** The caret has moved, maybe by typing. */
  note: (text: string, caret: number) => void
  choose: (person: Author) => void
  close: () => void
  /** Returns whether the key was meant for the list. */
  press: (event: KeyboardEvent) => boolean
}

/** Offers people to name while an "@" is being typed. */
export function useMentions({ text, people, onAsk, onChoose }: MentionsOptions): MentionsControl {
  const listId = useId()
  const [caret, setCaret] = useState(0)
  const [index, setIndex] = useState(0)
  /** Where the "@" stands that no more is to be offered for. */
  const [done, setDone] = useState<number | null>(null)
  const asked = findMentionQuery(text, caret)
  const offered = asked && asked.start !== done ? offerPeople(people, asked.query) : []
  const active = offered[Math.min(index, offered.length - 1)] ?? null

  const note = (nextText: string, nextCaret: number) => {
    const before = asked?.start
    const next = findMentionQuery(nextText, nextCaret)
    setCaret(nextCaret)
    if (next?.start === before && nextText === text) return
    setIndex(0)
    if (next?.start !== before) {
      setDone(null)
      if (next) onAsk()
    }
  }
  const close = () => setDone(asked?.start ?? null)
  const choose = (person: Author) => {
    if (!asked) return
    const next = insertMention(text, { start: asked.start, caret }, person.name)
    setDone(asked.start)
    setCaret(next.caret)
    onChoose(person, next)
  }
  const press = (event: KeyboardEvent): boolean => {
    if (!active || event.nativeEvent.isComposing) return false
    const at = offered.indexOf(active)
    if (event.key === 'ArrowDown') setIndex((at + 1) % offered.length)
    else if (event.key === 'ArrowUp') setIndex((at + offered.length - 1) % offered.length)
    else if (event.key === 'Escape') close()
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') choose(active)
    else return false
    event.preventDefault()
    return true
  }
  return { listId, offered, active, note, choose, close, press }
}
