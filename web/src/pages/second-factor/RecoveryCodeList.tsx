import { Button } from "../../design/Button";
import { CopyField } from "../../design/forms/CopyField";
import { t } from "../../text/account";
import "./second-factor.css";

interface RecoveryCodeListProps {
  codes: string[];
  last: string;
  onDone: () => void;
}

/** The recovery codes, which are shown this once. */
export function RecoveryCodeList({ codes, last, onDone }: RecoveryCodeListProps) {
  const words = t().secondFactor;
  return (
    <div class="stack">
      <h2>{words.codes}</h2>
      <p>{words.codesWhat}</p>
      <ul class="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <CopyField label={words.copyCodes} value={codes.join("  ")} quiet />
      <Button kind="primary" size="big" onClick={onDone}>
        {last}
      </Button>
    </div>
  );
}
