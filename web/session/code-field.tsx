import { Field } from '../components/field.tsx'

/** Eight digits from a mail; phones offer them by themselves. */
export const CodeField = () => (
  <Field
    label="Code"
    name="code"
    inputMode="numeric"
    autoComplete="one-time-code"
    pattern="[0-9]{8}"
    maxLength={8}
    hint="Eight digits, from the mail we have just sent."
    required
  />
)
