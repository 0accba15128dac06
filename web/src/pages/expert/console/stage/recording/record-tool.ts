import type { OpenCall } from "../../../../../app/calls/open-call";
import { askToRecord, recordingFacts, stopRecording } from "../../../../../app/calls/recording";
import { toast } from "../../../../../design/overlays/Toast";
import { recordAction, recordingStatus } from "../../../../../protocol/call/recording";
import { t } from "../../../../../text";
import type { StageTool } from "../StageTools";

/** `live`: somebody has answered the call. */
export function recordTool(open: OpenCall, live: boolean): StageTool {
  const words = t().recording.desk;
  const facts = recordingFacts(open, open.call.recordingStored.value && 0);
  const filmed = (open.call.photoRule.value ?? "allowed") === "allowed";
  const does = recordAction(facts, live && filmed);
  const asked = facts.recording?.state === "asked";
  return {
    ...{ icon: "record", label: words.tool, key: "r", on: facts.recording !== null },
    what: does !== "stop" ? words.toolWhat : asked ? words.withdrawWhat : words.stopWhat,
    run: () => void (does === "stop" ? stop(open, asked) : ask(open)),
    ...(recordingStatus(facts).kind === "on" && { look: "rec" }),
    reason: does ? undefined : filmed ? whyNot(facts.path, live) : words.forbidden,
  };
}

function whyNot(path: string, live: boolean): string {
  const words = t().recording.desk;
  if (!live) return words.notLive;
  return path === "direct" ? words.direct : words.finding;
}

async function ask(open: OpenCall): Promise<void> {
  await askToRecord(open).catch(() => toast(t().recording.desk.failed));
}

/**
 * The recording so far stays; the way back is to ask again, since another recording needs its own
 * yes.
 */
async function stop(open: OpenCall, asked: boolean): Promise<void> {
  const words = t().recording.desk;
  try {
    await stopRecording(open);
    toast(asked ? words.withdrawn : words.stopped, () => void ask(open));
  } catch {
    toast(words.failed);
  }
}
