import { type FormEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Author } from '#sdk/index.ts'
import { Icon } from '../components/icon.tsx'
import { describeError } from '../session/describe-error.ts'
import type { ConversationStore } from './conversation-store.ts'
import { MentionList, optionIdOf } from './mention-list.tsx'
import { collectMentions } from './mention-text.ts'
import type { Message } from './timeline.ts'
import { useMentions } from './use-mentions.ts'

const COUNTED_CHARACTERS = 400

export type ComposerProps = {
  store: ConversationStore
  /** Who may be named. */
  people: readonly Author[]
  userId: string
  roomName: string
  isEnabled: boolean
  maxCharacters: number
  /** A message is being edited elsewhere: the focus comes back afterwards. */
  isEditing: boolean
  /** The message that the next one answers. */
  answering: Message | null
  /** It was answered, or is not to be after all. */
  onAnswered: () => void
  /** Arrow up in an empty composer. */
  onEditLast: () => void
}

export function Composer(props: ComposerProps) {
  const { store, people, userId, roomName, isEnabled, isEditing, answering, onAnswered, onEditLast } = props
  const { maxCharacters } = props
  const [text, setText] = useState(store.draft)
  const [problem, setProblem] = useState<string | null>(null)
  const ref = useRef<HTMLTextAreaElement>(null)
  const isTooLong = text.length > maxCharacters
  const canSend = isEnabled && !isTooLong && text.trim() !== ''

  // Not on a phone, where the focus brings up the keyboard.
  useEffect(() => {
    if (!isEditing && matchMedia('(hover: hover)').matches) ref.current?.focus()
  }, [isEditing])
  useEffect(() => {
    if (answering) ref.current?.focus()
  }, [answering])

  const caret = useRef<number | null>(null)
  const mentions = useMentions({
    text,
    people: people.filter(({ id }) => id !== userId),
    onAsk: () => void store.loadMembers(),
    onChoose: (person, next) => {
      store.draftMentions = [...store.draftMentions, person]
      caret.current = next.caret
      change(next.text)
    },
  })
  // React puts the caret behind a text that it changes by itself.
  useLayoutEffect(() => {
    if (caret.current === null) return
    ref.current?.focus()
    ref.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })

  const change = (next: string) => {
    setText(next)
    setProblem(null)
    store.draft = next
    store.setTyping(next.trim() !== '')
  }
  const send = () => {
    if (!canSend) return
    try {
      store.send(text, {
        replyTo: answering ?? undefined,
        mentions: collectMentions(text, { chosen: store.draftMentions, known: people }),
      })
      onAnswered()
      setText('')
      store.draft = ''
      store.draftMentions = []
    } catch (error) {
      setProblem(describeError(error))
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
    ref.current?.focus()
  }
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (mentions.press(event)) return
    // Enter that ends a word of an input method is not meant to send.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) submit(event)
    if (event.key === 'Escape') onAnswered()
    if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault()
      onEditLast()
    }
  }
  return (
    <form className="composer" onSubmit={submit}>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {answering && (
        <p className="answering">
          <span className="answering-text" dir="auto">
            Replying to <bdi>{answering.author.name}</bdi>: {answering.text}
          </span>
          <button type="button" className="icon-button small" aria-label="Do not reply" onClick={onAnswered}>
            <Icon name="close" />
          </button>
        </p>
      )}
      <MentionList mentions={mentions} />
      <div className="grow" data-text={`${text} `}>
        <textarea
          ref={ref}
          rows={1}
          dir="auto"
          enterKeyHint="send"
          aria-label={`Message to ${roomName}`}
          placeholder="Message"
          value={text}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={mentions.active ? mentions.listId : undefined}
          aria-activedescendant={mentions.active ? optionIdOf(mentions.listId, mentions.active) : undefined}
          onChange={({ target }) => {
            mentions.note(target.value, target.selectionStart)
            change(target.value)
          }}
          onSelect={({ currentTarget }) => mentions.note(text, currentTarget.selectionStart)}
          onBlur={mentions.close}
          onKeyDown={press}
        />
      </div>
      {text.length > maxCharacters - COUNTED_CHARACTERS && (
        <span className="composer-count" data-over={isTooLong} role="status">
          {text.length} of {maxCharacters}
        </span>
      )}
      <button type="submit" className="send-button" aria-label="Send" disabled={!canSend}>
        <Icon name="send" />
      </button>
    </form>
  )
}
