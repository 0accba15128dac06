import { TextField } from "../../design/forms/Field";

interface CodeFieldProps {
  label: string;
  value: string;
  hint?: string;
  error: string | undefined;
  onValue: (value: string) => void;
}

/** A field for a code; phones offer to fill it in. */
export function CodeField({ label, value, hint, error, onValue }: CodeFieldProps) {
  return (
    <TextField
      label={label}
      {...(hint && { hint })}
      autoComplete="one-time-code"
      maxLength={40}
      value={value}
      error={error}
      onValue={onValue}
    />
  );
}
