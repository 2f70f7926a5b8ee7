import type { ConnectionState } from '#sdk/index.ts'
import { describeConnection } from './describe-connection.ts'
import { useNow } from './use-now.ts'

export type ConnectionBannerProps = {
  state: ConnectionState
  onReconnect: () => void
  onSignIn: () => void
}

export function ConnectionBanner({ state, onReconnect, onSignIn }: ConnectionBannerProps) {
  const now = useNow(state.kind === 'waiting')
  const { tone, text, detail, action } = describeConnection(state, now)
  return (
    <div className="connection" data-tone={tone} data-state={state.kind}>
      <span className="dot" aria-hidden="true" />
      <span role="status">{text}</span>
      {/* Outside the status, or every second would be read out. */}
      {detail && <span className="connection-detail">{detail}</span>}
      {action === 'reconnect' && (
        <button type="button" className="button small" onClick={onReconnect}>
          Try now
        </button>
      )}
      {action === 'sign-in' && (
        <button type="button" className="button small" onClick={onSignIn}>
          Sign in
        </button>
      )}
    </div>
  )
}
