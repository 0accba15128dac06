import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useSendAgain } from "../../../../app/send-again";
import { api } from "../../../../app/state";
import { Button } from "../../../../design/Button";
import { fieldError, wordsFor } from "../../../../design/status/States";
import { asApiError } from "../../../../design/status/load";
import { keepOwn, readOwn } from "../../../../app/own";
import type { ApiError } from "../../../../protocol/net/client";
import { newId } from "../../../../protocol/net/ids";
import { t } from "../../../../text/desk";
import { useDraft } from "../../../job/sheets";

interface OutgoingLine {
  id: string;
  text: string;
  /** The reason why the line was not taken; "" while it is on its way. */
  failed: string;
  /** The server won't take the line however often it is sent. */
  refused: boolean;
}

const LONGEST = 2000;

function keptLines(name: string): OutgoingLine[] {
  try {
    return JSON.parse(readOwn(name) || "[]") as OutgoingLine[];
  } catch {
    return [];
  }
}

/**
 * Lines on their way are kept over a reload and sent again under the same id, so none comes twice.
 */
function useOutgoing({ job, session, arrived, onSaid }: ComposerProps) {
  const name = `chat.out.${session}`;
  const [lines, set] = useState<OutgoingLine[]>(() => keptLines(name));
  const change = (next: (before: OutgoingLine[]) => OutgoingLine[]) =>
    set((before) => {
      const after = next(before);
      keepOwn(name, after.length ? JSON.stringify(after) : "");
      return after;
    });
  const forget = (id: string) => change((before) => before.filter((line) => line.id !== id));
  const mark = (id: string, result: Pick<OutgoingLine, "failed" | "refused">) =>
    change((before) => before.map((line) => (line.id === id ? { ...line, ...result } : line)));
  const send = ({ id, text }: OutgoingLine) => {
    mark(id, { failed: "", refused: false });
    api
      .say(job, session, { id, text })
      .then(onSaid)
      .then(
        () => forget(id),
        (error: unknown) => mark(id, whyNot(asApiError(error))),
      );
  };
  useEffect(() => lines.filter((line) => !line.refused).forEach(send), [session]);
  const unsent = lines.filter((line) => line.failed && !line.refused);
  useSendAgain(unsent.length > 0, () => unsent.forEach(send));
  const say = (text: string) => {
    const line = { id: newId(), text, failed: "", refused: false };
    change((before) => [...before, line]);
    send(line);
  };
  return { lines: lines.filter((line) => !arrived(line.id)), say, send, forget };
}

function whyNot(problem: ApiError): Pick<OutgoingLine, "failed" | "refused"> {
  const refused = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
  if (!refused) return { failed: t().common.unsent, refused };
  const reason = fieldError(problem, "text") ?? wordsFor(problem);
  return { failed: `${t().expert.job.notSent}. ${reason}`, refused };
}

interface ComposerProps {
  job: string;
  session: string;
  /** True when the line is in the timeline already. */
  arrived: (id: string) => boolean;
  /** The server has a line: resolves when the timeline has it too. */
  onSaid: () => Promise<void>;
}

/** One line to everybody in the call: Enter sends, Escape goes back to the picture. */
export function Composer(props: ComposerProps) {
  const [text, write, forget] = useDraft(`chat.${props.session}`);
  const outgoing = useOutgoing(props);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!text.trim()) return;
    outgoing.say(text.trim());
    write("");
    forget();
  };
  return (
    <div class="composer">
      {outgoing.lines.map((line) => (
        <Outgoing
          key={line.id}
          line={line}
          onSend={outgoing.send}
          onChange={() => {
            write(line.text);
            outgoing.forget(line.id);
          }}
        />
      ))}
      <ComposerField text={text} onText={write} onSubmit={submit} />
    </div>
  );
}

interface ComposerFieldProps {
  text: string;
  onText: (text: string) => void;
  onSubmit: (event: Event) => void;
}

function ComposerField({ text, onText, onSubmit }: ComposerFieldProps) {
  const words = t().expert.job;
  return (
    <form class="composer-form" onSubmit={onSubmit}>
      <textarea
        id="composer"
        class="field-control composer-field"
        rows={1}
        dir="auto"
        maxLength={LONGEST}
        aria-label={words.sayLabel}
        title={t().expert.tools.withKey(words.sayLabel, "/")}
        placeholder={words.say}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => onKey(event, onSubmit)}
      />
      <Button type="submit" kind="primary" icon="send" iconOnly disabled={!text.trim()}>
        {words.send}
      </Button>
    </form>
  );
}

function onKey(
  event: TargetedKeyboardEvent<HTMLTextAreaElement>,
  submit: (event: Event) => void,
): void {
  if (event.key === "Escape") event.currentTarget.blur();
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
}

interface OutgoingProps {
  line: OutgoingLine;
  onSend: (line: OutgoingLine) => void;
  /** The line goes back into the field. */
  onChange: () => void;
}

function Outgoing({ line, onSend, onChange }: OutgoingProps) {
  const words = t().expert.job;
  return (
    <div class="composer-out">
      <p class="timeline-chat keep-lines" dir="auto">
        {line.text}
      </p>
      <p class={line.failed ? "composer-failed" : "quiet"} role="status">
        {line.failed || words.sending}
      </p>
      {line.failed && (
        <div class="row">
          {!line.refused && (
            <Button size="small" onClick={() => onSend(line)}>
              {words.sendAgain}
            </Button>
          )}
          <Button kind="quiet" size="small" onClick={onChange}>
            {t().common.edit}
          </Button>
        </div>
      )}
    </div>
  );
}

export function focusComposer(): void {
  document.getElementById("composer")?.focus();
}
