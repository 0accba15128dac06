import { useEffect, useState } from "preact/hooks";
import type { OpenCall } from "../../../../app/calls/open-call";
import { answerRecording } from "../../../../app/calls/recording";
import { Button } from "../../../../design/Button";
import { Trouble } from "../../../../design/status/States";
import { useAction } from "../../../../design/status/load";
import { useModal } from "../../../../design/overlays/modal";
import { buzz } from "../../../../device/browser";
import type { Session } from "../../../../protocol/net/wire";
import { t } from "../../../../text";
import { RecBadge } from "./RecBadge";
import "./consent.css";

interface RecordingProps {
  open: OpenCall;
  session: Session | null;
  /** Where the badge stands: over her picture, or on the strip of a page. */
  place: "call" | "page";
}

/**
 * Every page asks whether she may be recorded, shows the recording's state, and lets her refuse.
 */
export function RecordingHere({ open, session, place }: RecordingProps) {
  const [aside, put] = useState<string | null>(null);
  const { recording, consent } = open.call;
  const question = consent.value === null ? recording.value : null;
  return (
    <>
      <RecBadge open={open} place={place} onAnswer={() => put(null)} />
      {question && aside !== question.id && (
        <Asked
          open={open}
          by={session?.recording?.asked_by.name ?? ""}
          on={question.state === "on"}
          onLater={() => put(question.id)}
        />
      )}
    </>
  );
}

interface AskedProps {
  open: OpenCall;
  by: string;
  /** The others are recorded already: until she answers she is neither recorded nor heard. */
  on: boolean;
  onLater: () => void;
}

/** The question takes the whole screen, with two buttons; the call goes on behind it. */
function Asked({ open, by, on, onLater }: AskedProps) {
  const words = t().recording.consent;
  const modal = useModal(onLater);
  const answering = useAction();
  const answer = (given: boolean) => void answering.run(() => answerRecording(open, given));
  useEffect(buzz, []);
  return (
    <dialog {...modal} class="call-incoming call-consent" aria-labelledby="call-consent">
      <div class="call-incoming-inside">
        <h1 id="call-consent">{on ? words.titleOn : words.title(by)}</h1>
        {on && <p class="call-consent-unheard">{words.unheard}</p>}
        <p>{words.what}</p>
        <p class="quiet">{words.free}</p>
        <span class="push-down" />
        <Trouble problem={answering.problem} />
        <Button
          kind="primary"
          size="big"
          busy={answering.busy}
          autoFocus
          onClick={() => answer(true)}
        >
          {words.yes}
        </Button>
        <Button size="big" busy={answering.busy} onClick={() => answer(false)}>
          {words.no}
        </Button>
        <Button kind="quiet" onClick={onLater}>
          {words.later}
        </Button>
      </div>
    </dialog>
  );
}
