import { useState } from "preact/hooks";
import { TextArea } from "../../../design/forms/Field";
import { FormSheet } from "../../../design/forms/FormSheet";
import { toast } from "../../../design/overlays/Toast";
import { TableFrame } from "../../../design/TableFrame";
import { useAction } from "../../../design/status/load";
import { ApiError } from "../../../protocol/net/client";
import type { ImportLine, ImportResult } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { ListFile } from "./ListFile";

interface ImportProps {
  title: string;
  columns: string;
  send: (csv: string, dryRun: boolean) => Promise<ImportResult>;
  onClose: () => void;
  onDone: () => void;
}

/** First a check that writes nothing; the import itself is offered when every line is right. */
export function ImportSheet({ title, columns, send, onClose, onDone }: ImportProps) {
  const words = t().places;
  const [csv, setCsv] = useState("");
  const [result, set] = useState<ImportResult | null>(null);
  const sending = useAction();
  const edit = (text: string) => {
    setCsv(text);
    set(null);
  };
  const right = result !== null && result.lines.length === 0;
  const run = async () => {
    const answer = await send(csv, !right).catch(linesOf);
    set(answer);
    if (!right || answer.lines.length) return;
    toast(words.importDone(answer.created, answer.updated));
    onDone();
    onClose();
  };
  const frame = { title, wide: true, saving: sending, onClose, ready: Boolean(csv.trim()) };
  return (
    <FormSheet
      {...frame}
      action={right ? words.importNow : words.importCheck}
      onSave={() => void sending.run(run)}
    >
      <p>{words.importWhat(columns)}</p>
      <ListFile onText={edit} />
      <TextArea
        label={words.importPaste}
        rows={8}
        value={csv}
        spellcheck={false}
        placeholder={columns}
        onValue={edit}
      />
      <div role="status">{right && <p>{words.importWould(result.created, result.updated)}</p>}</div>
      {result && result.lines.length > 0 && <WrongLines lines={result.lines} />}
    </FormSheet>
  );
}

function linesOf(error: unknown): ImportResult {
  if (error instanceof ApiError && error.lines.length > 0)
    return { created: 0, updated: 0, lines: error.lines };
  throw error;
}

function WrongLines({ lines }: { lines: ImportLine[] }) {
  const words = t().places;
  return (
    <section class="lines" role="alert">
      <p class="field-error">{words.importWrong(lines.length)}</p>
      <TableFrame
        label={words.importWrong(lines.length)}
        small
        heads={[words.importLine, words.importColumn, words.importMessage]}
      >
        {lines.map((line) => (
          <tr key={`${line.line} ${line.column} ${line.message}`}>
            <td class="num">{line.line}</td>
            <td>{line.column}</td>
            <td>{t().refusals.message(line.message)}</td>
          </tr>
        ))}
      </TableFrame>
    </section>
  );
}
