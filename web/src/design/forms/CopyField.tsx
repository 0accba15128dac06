import { useId, useRef, useState } from "preact/hooks";
import { copyText } from "../../device/browser";
import { t } from "../../text";
import { Button } from "../Button";
import "./copy-field.css";

/** A text to copy. Where the browser refuses to, the text is selected, and the field says so. */
export function CopyField({
  label,
  value,
  quiet,
}: {
  label: string;
  value: string;
  quiet?: boolean;
}) {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const [message, setMessage] = useState("");
  const copy = async () => {
    field.current?.select();
    setMessage((await copyText(value)) ? t().common.copied : t().common.copyFailed);
  };
  return (
    <div class="copy">
      <label class="unseen" for={id}>
        {label}
      </label>
      <input
        ref={field}
        id={id}
        class="field-control"
        readOnly
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button kind={quiet ? "plain" : "primary"} icon="copy" onClick={copy}>
        {label}
      </Button>
      <p class="copy-said" role="status">
        {message}
      </p>
    </div>
  );
}
