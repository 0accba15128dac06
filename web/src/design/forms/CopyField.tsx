import { useId, useRef, useState } from "preact/hooks";
import { copyText } from "../../device/browser";
import { t } from "../../text";
import { Button } from "../Button";
import "./copy-field.css";

/** A text to take away. Where the browser won't copy, it is selected and she is told. */
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
  const [said, say] = useState("");
  const copy = async () => {
    field.current?.select();
    say((await copyText(value)) ? t().common.copied : t().common.copyFailed);
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
        {said}
      </p>
    </div>
  );
}
