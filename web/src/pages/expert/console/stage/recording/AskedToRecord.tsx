import type { OpenCall } from "../../../../../app/calls/open-call";
import { answerRecording } from "../../../../../app/calls/recording";
import { Button } from "../../../../../design/Button";
import { Trouble } from "../../../../../design/status/States";
import { useAction } from "../../../../../design/status/load";
import type { Session } from "../../../../../protocol/net/wire";
import { t } from "../../../../../text";
import "../stage-notes.css";

/**
 * The question of the recording stands above the picture and not on it: the call goes on meanwhile.
 */
export function AskedToRecord({ open, session }: { open: OpenCall; session: Session | null }) {
  const answering = useAction();
  const { recording, consent } = open.call;
  const now = recording.value;
  if (!now || consent.value === "given") return null;
  const words = t().recording.consent;
  const answer = (yes: boolean) => void answering.run(() => answerRecording(open, yes));
  const refused = consent.value === "refused";
  const by = session?.recording?.asked_by.name ?? "";
  const title = refused ? words.refused : now.state === "asked" ? words.title(by) : words.titleOn;
  return (
    <div class="stage-note stage-asked" role="group" aria-label={title}>
      <span>
        <strong>{title}</strong>
        {!refused && ` ${words.what}`}
        {!refused && now.state === "on" && ` ${words.unheard}`}
      </span>
      <Button kind="primary" busy={answering.busy} onClick={() => answer(true)}>
        {refused ? words.allow : words.yes}
      </Button>
      {!refused && (
        <Button busy={answering.busy} onClick={() => answer(false)}>
          {words.no}
        </Button>
      )}
      <Trouble problem={answering.problem} />
    </div>
  );
}
