import { Icon } from '../components/icon.tsx'
import { describeError } from '../session/describe-error.ts'

export function ProblemBar({ problem, onDismiss }: { problem: unknown; onDismiss: () => void }) {
  if (problem === null) return null
  return (
    <div className="problem-bar" role="alert">
      <span>{describeError(problem)}</span>
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={onDismiss}>
        <Icon name="close" />
      </button>
    </div>
  )
}
