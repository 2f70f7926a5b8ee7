import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { MAX_TEXT_CHARACTERS } from '#schema/wire/limits.ts'
import { isLegalText } from '#schema/wire/text.ts'

export type MessageEditorProps = { text: string; onSave: (text: string) => void; onCancel: () => void }

export function MessageEditor({ text: original, onSave, onCancel }: MessageEditorProps) {
  const [text, setText] = useState(original)
  const ref = useRef<HTMLTextAreaElement>(null)
  const canSave = text.trim() !== '' && text.length <= MAX_TEXT_CHARACTERS && isLegalText(text)
  useEffect(() => {
    const area = ref.current
    area?.focus()
    area?.setSelectionRange(area.value.length, area.value.length)
  }, [])
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onCancel()
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (canSave) onSave(text)
  }
  return (
    <div className="message-editor">
      <div className="grow" data-text={`${text} `}>
        <textarea
          ref={ref}
          rows={1}
          dir="auto"
          aria-label="Edit message"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={press}
        />
      </div>
      <div className="dialog-actions">
        <button type="button" className="button small" onClick={onCancel}>
          Cancel
        </button>
        <button
          type="button"
          className="button small primary"
          disabled={!canSave}
          onClick={() => onSave(text)}
        >
          Save
        </button>
      </div>
    </div>
  )
}
