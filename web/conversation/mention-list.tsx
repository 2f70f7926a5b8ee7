import type { Author } from '#sdk/index.ts'
import type { MentionsControl } from './use-mentions.ts'

export const optionIdOf = (listId: string, { id }: Author) => `${listId}-${id}`

/** The people offered above the composer; the focus stays in the text. */
export function MentionList({ mentions }: { mentions: MentionsControl }) {
  const { listId, offered, active, choose } = mentions
  return (
    <>
      <p className="visually-hidden" role="status">
        {offered.length > 0 && `${offered.length} ${offered.length === 1 ? 'person' : 'people'} to mention`}
      </p>
      {offered.length > 0 && (
        <div className="mention-list" role="listbox" id={listId} aria-label="People to mention">
          {offered.map((person) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text area, which keeps the focus.
            <div
              key={person.id}
              id={optionIdOf(listId, person)}
              role="option"
              tabIndex={-1}
              aria-selected={person === active}
              dir="auto"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(person)}
            >
              {person.name}
            </div>
          ))}
        </div>
      )}
    </>
  )
}
