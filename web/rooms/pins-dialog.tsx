import { useEffect, useState } from 'react'
import type { HistoryMessage, PinList, Position } from '#sdk/index.ts'
import { Dialog } from '../components/dialog.tsx'
import { formatDateTime } from '../conversation/format-time.ts'
import { describeError } from '../session/describe-error.ts'

export type PinsDialogProps = {
  /** Another number: what is pinned has changed. */
  version: number
  read: () => Promise<PinList>
  onGoTo: (position: Position) => void
  onClose: () => void
}

type State =
  | { kind: 'loading' }
  | { kind: 'ready'; pins: readonly HistoryMessage[] }
  | { kind: 'failed'; error: unknown }

/** What is pinned in a room, the latest pin first; a press leads to the message. */
export function PinsDialog({ version, read, onGoTo, onClose }: PinsDialogProps) {
  const [state, setState] = useState<State>({ kind: 'loading' })
  const [tries, setTries] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read anew for each version and try, not for each render.
  useEffect(() => {
    let isWanted = true
    const settle = (next: State) => isWanted && setState(next)
    read().then(
      ({ messages }) => settle({ kind: 'ready', pins: messages }),
      (error: unknown) => settle({ kind: 'failed', error }),
    )
    return () => {
      isWanted = false
    }
  }, [version, tries])
  const goTo = (pin: HistoryMessage) => {
    onClose()
    onGoTo(pin)
  }
  return (
    <Dialog title="Pinned messages" onClose={onClose}>
      {state.kind === 'loading' && <p className="muted">Loading…</p>}
      {state.kind === 'failed' && (
        <div className="room-list-note" role="alert">
          <p className="problem">{describeError(state.error)}</p>
          <button type="button" className="button small" onClick={() => setTries(tries + 1)}>
            Try again
          </button>
        </div>
      )}
      {state.kind === 'ready' && state.pins.length === 0 && <p className="muted">Nothing is pinned here.</p>}
      {state.kind === 'ready' && state.pins.length > 0 && (
        <ul className="pins">
          {state.pins.map((pin) => (
            <li key={pin.id}>
              <button type="button" className="pin" onClick={() => goTo(pin)}>
                <span className="pin-author">
                  <bdi>{pin.author.name}</bdi>
                  <span className="muted">{formatDateTime(pin.at)}</span>
                </span>
                <span className="pin-text" dir="auto">
                  {pin.text}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
