import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api } from "../../app/state";
import { Button } from "../../design/Button";
import { keepDraft, readDraft } from "../../device/drafts";
import { newId } from "../../protocol/ids";
import { t } from "../../text";
import { useDraft } from "../job/sheets";

interface Line {
  id: string;
  text: string;
  failed: boolean;
}

const LONGEST = 2000;

function kept(name: string): Line[] {
  try {
    return JSON.parse(readDraft(name) || "[]") as Line[];
  } catch {
    return [];
  }
}

/** Lines on their way: kept over a reload, and sent again under the same id, so none comes twice. */
function useOutgoing({ job, session, arrived, onSaid }: ComposerProps) {
  const name = `chat.out.${session}`;
  const [lines, set] = useState<Line[]>(() => kept(name));
  const change = (next: (before: Line[]) => Line[]) =>
    set((before) => {
      const after = next(before);
      keepDraft(name, after.length ? JSON.stringify(after) : "");
      return after;
    });
  const forget = (id: string) => change((before) => before.filter((line) => line.id !== id));
  const mark = (id: string, failed: boolean) =>
    change((before) => before.map((line) => (line.id === id ? { ...line, failed } : line)));
  const send = ({ id, text }: Line) => {
    mark(id, false);
    api
      .say(job, session, id, text)
      .then(onSaid)
      .then(
        () => forget(id),
        () => mark(id, true),
      );
  };
  useEffect(() => lines.forEach(send), [session]);
  const say = (text: string) => {
    const line = { id: newId(), text, failed: false };
    change((before) => [...before, line]);
    send(line);
  };
  return { lines: lines.filter((line) => !arrived(line.id)), say, send, forget };
}

interface ComposerProps {
  job: string;
  session: string;
  /** Whether the line is in the timeline already. */
  arrived: (id: string) => boolean;
  /** The server has a line: resolves when the timeline has it too. */
  onSaid: () => Promise<void>;
}

/** One line to everybody in the call: Enter sends, Escape goes back to the picture. */
export function Composer(props: ComposerProps) {
  const words = t().expert.job;
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
        <Outgoing key={line.id} line={line} onSend={outgoing.send} onForget={outgoing.forget} />
      ))}
      <form class="composer-form" onSubmit={submit}>
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
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => onKey(event, submit)}
        />
        <Button type="submit" kind="primary" icon="send" iconOnly disabled={!text.trim()}>
          {words.send}
        </Button>
      </form>
    </div>
  );
}

function onKey(event: TargetedKeyboardEvent<HTMLTextAreaElement>, submit: (event: Event) => void): void {
  if (event.key === "Escape") event.currentTarget.blur();
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
}

interface OutgoingProps {
  line: Line;
  onSend: (line: Line) => void;
  onForget: (id: string) => void;
}

function Outgoing({ line, onSend, onForget }: OutgoingProps) {
  const words = t().expert.job;
  return (
    <div class="composer-out">
      <p class="timeline-chat keep-lines" dir="auto">
        {line.text}
      </p>
      <p class="row" role="status">
        <span class={line.failed ? "composer-failed" : "quiet"}>
          {line.failed ? words.notSent : words.sending}
        </span>
        {line.failed && (
          <>
            <Button size="small" onClick={() => onSend(line)}>
              {words.sendAgain}
            </Button>
            <Button kind="quiet" size="small" onClick={() => onForget(line.id)}>
              {words.discard}
            </Button>
          </>
        )}
      </p>
    </div>
  );
}

export function focusComposer(): void {
  document.getElementById("composer")?.focus();
}
