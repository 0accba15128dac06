import { isoOf } from "../../../../../protocol/instants";
import type { OpenCall } from "../../../../../app/calls/open-call";
import { useRecording, useSpoken, type RecordingView } from "../../../../../app/calls/recording";
import type { Stored } from "../../../../../protocol/net/wire";
import { t } from "../../../../../text";
import { megabytes } from "../../../../../text/size";
import { callClock } from "../../../../../text/spans";
import { clockTime, ownZone } from "../../../../../text/time";
import "../../../../../design/status/rec.css";
import "./rec-state.css";

/** The state of the recording in words; nothing while nobody has asked for one. */
export function RecState({ open }: { open: OpenCall }) {
  const view = useRecording(open);
  const { standing } = view;
  useSpoken(open, standing.kind === "on");
  const words = recWords(view);
  return (
    <span class="rec-state num">
      {standing.kind === "on" ? (
        <RunningRecording stored={standing.stored} />
      ) : (
        words && <span class="rec rec-wait">{words}</span>
      )}
      {standing.kind === "on" && words && <span class="rec rec-wait">{words}</span>}
      {/* A screen reader must not speak with every second. */}
      <span class="unseen" role="status">
        {standing.kind === "on"
          ? t().recording.consent.spoken
          : standing.kind === "silent"
            ? ""
            : words}
      </span>
    </span>
  );
}

function RunningRecording({ stored }: { stored: Stored }) {
  const words = t().recording.desk;
  return (
    <>
      <span class="rec rec-on">
        <span class="rec-dot" aria-hidden="true" />
        {words.rec} {callClock(stored.seconds * 1000)}
      </span>
      <span class="rec-kept">
        {words.kept(megabytes(stored.disk_bytes), megabytes(stored.stored_bytes))}
      </span>
    </>
  );
}

/** The state in words; of a running recording its fault, or the people who are not in it yet. */
function recWords({ standing, awaySince }: RecordingView): string {
  const words = t().recording.desk;
  switch (standing.kind) {
    case "none":
      return "";
    case "asking":
      return words.asking(standing.waits.join(", "));
    case "refused":
      return words.refused(standing.by.join(", "));
    case "starting":
      return words.starting;
    case "failed":
      return t().recording.problem[standing.problem] ?? "";
    case "silent":
      return words.silent(Math.round(standing.age / 1000));
    case "paused":
      return words.paused(standing.by.join(", "));
    case "away":
      return awaySince === null
        ? words.away
        : words.awaySince(clockTime(isoOf(awaySince), ownZone));
    case "on": {
      const { problem } = standing.stored;
      if (problem) return t().recording.problem[problem] ?? "";
      return standing.waits.length ? words.unheard(standing.waits.join(", ")) : "";
    }
  }
}
