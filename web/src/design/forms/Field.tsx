import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../../text";
import { Icon } from "../Icon";
import "./field.css";

interface FieldFrame {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** Marks the field as optional beside its label; every other field is required. */
  optional?: boolean;
}

function Framed({
  frame,
  id,
  children,
}: {
  frame: FieldFrame;
  id: string;
  children: ComponentChildren;
}) {
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {frame.label}
        {frame.optional && <span class="field-optional"> · {t().common.optional}</span>}
      </label>
      {children}
      {frame.hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {frame.hint}
        </p>
      )}
      {frame.error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="warning" /> {frame.error}
        </p>
      )}
    </div>
  );
}

function ariaOf({ hint, error }: FieldFrame, id: string) {
  const by = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return {
    ...(by && { "aria-describedby": by }),
    ...(error && { "aria-invalid": true }),
  };
}

interface InputAttributes {
  type?: "text" | "email" | "password" | "datetime-local";
  autoComplete?: string;
  autoFocus?: boolean;
  maxLength?: number;
  minLength?: number;
  /** The id of a datalist. */
  list?: string;
}

export function TextField(
  props: FieldFrame & InputAttributes & { value: string; onValue: (value: string) => void },
) {
  const { label, hint, error, optional, value, onValue, ...rest } = props;
  const frame = { label, hint, error, ...(optional && { optional }) };
  const id = useId();
  return (
    <Framed frame={frame} id={id}>
      <input
        id={id}
        class="field-control"
        value={value}
        required={!optional}
        // Preact's types differ by the kind of input; the kinds used here share these attributes.
        {...(rest as { type: "text" })}
        {...ariaOf(frame, id)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Framed>
  );
}

interface AreaAttributes {
  maxLength?: number;
  autoFocus?: boolean;
  rows?: number;
  placeholder?: string;
  spellcheck?: boolean;
}

export function TextArea(
  props: FieldFrame & AreaAttributes & { value: string; onValue: (value: string) => void },
) {
  const { label, hint, error, optional, value, onValue, ...rest } = props;
  const frame = { label, hint, error, ...(optional && { optional }) };
  const id = useId();
  return (
    <Framed frame={frame} id={id}>
      <textarea
        id={id}
        class="field-control field-area"
        value={value}
        rows={4}
        required={!optional}
        {...rest}
        {...ariaOf(frame, id)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Framed>
  );
}

interface SelectProps extends FieldFrame {
  value: string;
  onValue: (value: string) => void;
  options: readonly (readonly [value: string, words: string])[];
  disabled?: boolean;
}

export function SelectField({ value, onValue, options, disabled, ...frame }: SelectProps) {
  const id = useId();
  return (
    <Framed frame={frame} id={id}>
      <select
        id={id}
        class="field-control field-select"
        value={value}
        disabled={disabled ?? false}
        required={!frame.optional}
        {...ariaOf(frame, id)}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {options.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </Framed>
  );
}

interface CheckProps {
  label: ComponentChildren;
  checked: boolean;
  onChecked: (checked: boolean) => void;
}

export function CheckField({ label, checked, onChecked }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

/** A choice of several options, as check boxes under one name. */
export function ChoiceField(props: {
  label: string;
  options: readonly (readonly [value: string, words: string])[];
  chosen: readonly string[];
  onChosen: (chosen: string[]) => void;
  empty: string;
  optional?: boolean;
}) {
  const { label, options, chosen, onChosen, empty, optional } = props;
  const toggle = (key: string, on: boolean) =>
    onChosen(on ? [...chosen, key] : chosen.filter((other) => other !== key));
  return (
    <fieldset class="field">
      <legend class="field-label">
        {label}
        {optional && <span class="field-optional"> · {t().common.optional}</span>}
      </legend>
      {options.length === 0 && <p class="field-hint">{empty}</p>}
      <div class="choices">
        {options.map(([key, words]) => (
          <CheckField
            key={key}
            label={words}
            checked={chosen.includes(key)}
            onChecked={(on) => toggle(key, on)}
          />
        ))}
      </div>
    </fieldset>
  );
}
