import { type InputHTMLAttributes, useId } from 'react'

export type FieldProps = InputHTMLAttributes<HTMLInputElement> & { label: string; hint?: string | undefined }

export function Field({ label, hint, ...input }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}
