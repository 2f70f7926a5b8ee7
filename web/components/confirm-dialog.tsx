import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'
import { useSubmit } from './use-submit.ts'

export type ConfirmDialogProps = {
  title: string
  text: string
  action: string
  onConfirm: () => Promise<void> | void
  onClose: () => void
}

/** Asks before something that can't be taken back. */
export function ConfirmDialog({ title, text, action, onConfirm, onClose }: ConfirmDialogProps) {
  const { isBusy, problem, run } = useSubmit()
  const confirm = () =>
    run(async () => {
      await onConfirm()
      onClose()
    })
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <Problem text={problem} />
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="button danger" disabled={isBusy} onClick={confirm}>
          {action}
        </button>
      </div>
    </Dialog>
  )
}
