import { useId, useRef, useState } from "preact/hooks";
import { ENCODINGS, type Reading } from "../../../device/encodings";
import { type FileText, textOf } from "../../../device/text-file";
import { Icon } from "../../../design/Icon";
import { t } from "../../../text/desk";
import "./list-file.css";

/**
 * The field for a file with a list. A file that isn't read with certainty gives no text: the field
 * says what it is, or asks in which reading the letters are right.
 */
export function ListFile({ onText }: { onText: (text: string) => void }) {
  const words = t().places;
  const id = useId();
  const [read, setRead] = useState<FileText>({ text: "" });
  const latest = useRef<File | undefined>(undefined);
  const choose = async (file: File | undefined) => {
    latest.current = file;
    const found: FileText = file ? await textOf(file) : { text: "" };
    // A second file may have been chosen while the first was read.
    if (latest.current !== file) return;
    setRead(found);
    onText("text" in found ? found.text : "");
  };
  const problem = "noText" in read ? words.importNoText[read.noText] : null;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {words.importFile}
      </label>
      <input
        id={id}
        class="file-field"
        type="file"
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        aria-describedby={`${id}-problem`}
        onChange={(event) => void choose(event.currentTarget.files?.[0])}
      />
      <div id={`${id}-problem`} role="alert">
        {problem && (
          <p class="field-error">
            <Icon name="warning" /> {problem}
          </p>
        )}
      </div>
      {"readings" in read && <ReadingField readings={read.readings} onText={onText} />}
    </div>
  );
}

function ReadingField(props: { readings: Reading[]; onText: (text: string) => void }) {
  const words = t().places;
  const name = useId();
  const likely = props.readings[0];
  return (
    <fieldset class="readings">
      <legend class="field-error">
        <Icon name="warning" /> {likely && words.importReadings(ENCODINGS[likely.encoding])}
      </legend>
      {props.readings.map((reading) => (
        <label key={reading.encoding} class="check">
          <input type="radio" name={name} onChange={() => props.onText(reading.text)} />
          <span>
            <bdi class="reading-sample">{reading.sample}</bdi>
            <span class="quiet">{ENCODINGS[reading.encoding]}</span>
          </span>
        </label>
      ))}
      <p class="field-hint">{words.importNoReading}</p>
    </fieldset>
  );
}
