import { useEffect, useRef } from "preact/hooks";
import { useNow } from "../../design/status/Clock";
import { sayAloud } from "../../device/speak";
import { newId } from "../../protocol/net/ids";
import {
  recordingStatus,
  type RecordingFacts,
  type RecordingStatus,
} from "../../protocol/call/recording";
import type { Stored } from "../../protocol/net/wire";
import { language, t } from "../../text";
import type { OpenCall } from "./open-call";
import { api } from "../state";

/** The facts of the recording; `age`: milliseconds since the node's last report of it. */
export function recordingFacts({ call }: OpenCall, age: number | null): RecordingFacts {
  return {
    ...{
      recording: call.recording.value,
      path: call.path.value,
      stored: call.recordingStored.value,
      age,
    },
    ...{ peers: call.peers.value, consent: call.consent.value },
  };
}

export interface RecordingView {
  standing: RecordingStatus;
  /** When recording stopped although all agree, where this page has seen it; else null. */
  awaySince: number | null;
}

/** The status of this call's recording, by the second. */
export function useRecording(open: OpenCall): RecordingView {
  useNow();
  const heard = useRef<{ stored: Stored | null; at: number }>({ stored: null, at: Date.now() });
  const stored = open.call.recordingStored.value;
  if (heard.current.stored !== stored) heard.current = { stored, at: Date.now() };
  const status = recordingStatus(recordingFacts(open, stored && Date.now() - heard.current.at));
  const away = useRef<{ seen: boolean; since: number | null }>({ seen: false, since: null });
  if (status.kind === "away") away.current.since ??= away.current.seen ? Date.now() : null;
  else away.current = { seen: status.kind !== "none", since: null };
  return { standing: status, awaySince: away.current.since };
}

const SPOKEN = "smart-hands.recording.spoken";

/** Say aloud that a recording begins; not again when the page comes back to the same recording. */
export function useSpoken(open: OpenCall, on: boolean): void {
  const id = on ? (open.call.recording.value?.id ?? null) : null;
  useEffect(() => {
    if (id && remember(id)) sayAloud(t().recording.consent.spoken, language.peek());
  }, [id]);
}

/** Returns whether the recording is new to this tab. */
function remember(id: string): boolean {
  try {
    if (sessionStorage.getItem(SPOKEN) === id) return false;
    sessionStorage.setItem(SPOKEN, id);
  } catch {
    // Storage is switched off: the words are said again after a reload.
  }
  return true;
}

/** Ask everybody in the call; while a recording is asked for, to ask again is to consent. */
export async function askToRecord({ job, session }: OpenCall): Promise<void> {
  await api.askToRecord(job, session, newId());
}

export async function stopRecording({ job, session }: OpenCall): Promise<void> {
  await api.stopRecording(job, session);
}

/** Consent or refuse, at any time. */
export async function answerRecording({ job, session }: OpenCall, given: boolean): Promise<void> {
  await api.answerRecording(job, session, given);
}
