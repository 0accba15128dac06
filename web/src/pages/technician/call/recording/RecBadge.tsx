import type { OpenCall } from "../../../../app/calls/open-call";
import { answerRecording, useRecording, useSpoken } from "../../../../app/calls/recording";
import { toast } from "../../../../design/overlays/Toast";
import { buzz } from "../../../../device/browser";
import type { RecordingStatus } from "../../../../protocol/call/recording";
import { t } from "../../../../text";
import { callClock } from "../../../../text/spans";
import "../../../../design/status/rec.css";

interface BadgeProps {
  open: OpenCall;
  place: "call" | "page";
  onAnswer: () => void;
}

/**
 * The badge is red while the node says that it records her. A tap refuses, another allows again.
 */
export function RecBadge({ open, place, onAnswer }: BadgeProps) {
  const { standing } = useRecording(open);
  const consent = open.call.consent.value;
  const on = standing.kind === "on" && consent === "given";
  useSpoken(open, on);
  const inside = insideOf(open, standing, onAnswer);
  return (
    <>
      {on && place === "call" && <span class="rec-frame" aria-hidden="true" />}
      {inside && <div class={`rec-place rec-place-${place}`}>{inside}</div>}
      <span class="unseen" role="status">
        {on ? t().recording.consent.label : ""}
      </span>
    </>
  );
}

function insideOf(open: OpenCall, standing: RecordingStatus, onAnswer: () => void) {
  const words = t().recording.consent;
  const consent = open.call.consent.value;
  if (standing.kind === "none") return null;
  if (consent === null) {
    const unheard = open.call.recording.value?.state === "on";
    return <Pill kind="wait" words={unheard ? words.openUnheard : words.open} onTap={onAnswer} />;
  }
  if (consent === "refused") {
    const allow = () => void answer(open, true);
    return (
      <Pill
        kind="wait"
        words={words.paused}
        act={words.allow}
        what={words.allowWhat}
        onTap={allow}
      />
    );
  }
  if (standing.kind === "paused") return <Pill kind="wait" words={words.pausedOther} />;
  const label = agreedWords(standing);
  if (label === null) return null;
  const refuse = () => void answer(open, false);
  const kind = standing.kind === "on" ? "on" : "wait";
  return <Pill kind={kind} words={label} act={words.stop} what={words.stopWhat} onTap={refuse} />;
}

/**
 * Recording may begin at any moment once all have agreed: she can stop it before the node says so.
 */
function agreedWords(standing: RecordingStatus): string | null {
  const words = t().recording.consent;
  switch (standing.kind) {
    case "on":
      return `${words.rec} ${callClock(standing.stored.seconds * 1000)}`;
    case "starting":
      return words.starting;
    case "silent":
      return words.silent;
    case "failed":
    case "away":
      return words.away;
    default:
      return null;
  }
}

interface PillProps {
  kind: "on" | "wait";
  words: string;
  act?: string;
  what?: string;
  onTap?: () => void;
}

function Pill({ kind, words, act, what, onTap }: PillProps) {
  const inside = (
    <>
      {kind === "on" && <span class="rec-dot" aria-hidden="true" />}
      <span>{words}</span>
      {act && (
        <span class="rec-act">
          {act}
          {what && <span class="unseen">. {what}</span>}
        </span>
      )}
    </>
  );
  if (!onTap) return <span class={`rec rec-${kind} num`}>{inside}</span>;
  return (
    <button type="button" class={`rec rec-${kind} rec-tap num`} title={what} onClick={onTap}>
      {inside}
    </button>
  );
}

/** Gloves slip, so an answer that was tapped by mistake is taken back as easily. */
async function answer(open: OpenCall, given: boolean): Promise<void> {
  const words = t().recording.consent;
  buzz();
  try {
    await answerRecording(open, given);
    toast(given ? words.given : words.refused, () => void answer(open, !given));
  } catch {
    toast(words.failed);
  }
}
