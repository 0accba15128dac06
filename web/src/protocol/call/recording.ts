import type { Peer } from "./peer";
import type { RecordingNow, Seated, Stored, Topology } from "../net/wire";

/** What this page knows of the recording of its call. */
export interface RecordingFacts {
  recording: RecordingNow | null;
  path: Topology["path"];
  stored: Stored | null;
  /** Milliseconds since the last `stored` came; null before the first. */
  age: number | null;
  /** The other participants. */
  peers: Pick<Peer, "name" | "consent" | "watches">[];
  /** This participant's own answer. */
  consent: Seated["consent"];
}

/**
 * The state of a recording, by what the server, the node and S3 have reported and nothing else.
 *
 * A participant who only watches, as on a wall, is not asked; her refusal counts once she is live.
 *
 * - `asking`: these have not answered. `refused`: these refused before it ever began.
 * - `starting`: all agree, and the node has not reported yet that it records. `silent`: it has
 *   stopped reporting.
 * - `failed`: the node reports that nothing is kept just now.
 * - `on`: `waits` have come since, have not answered, and are not recorded.
 * - `paused`: by these; when nobody is named, by this page's own person.
 * - `away`: no node carries the call, so that nothing is recorded although all agree.
 */
export type RecordingStatus =
  | { kind: "none" | "starting" | "away" }
  | { kind: "asking"; waits: string[] }
  | { kind: "refused" | "paused"; by: string[] }
  | { kind: "silent"; age: number }
  | { kind: "failed"; problem: string }
  | { kind: "on"; stored: Stored; waits: string[] };

/** The node reports each second: after three missing reports the state is unknown. */
const SILENT = 4000;
/** The problems with which nothing reaches even the node's disk. */
const KEEPS_NOTHING = new Set<Stored["problem"]>(["disk_full", "disk_failed", "writer_failed"]);

export function recordingStatus(facts: RecordingFacts): RecordingStatus {
  const { recording, path, stored, age } = facts;
  const peers = facts.peers.filter(({ watches }) => watches !== "stills");
  if (!recording) return { kind: "none" };
  const names = (answer: Seated["consent"]) =>
    peers.filter(({ consent }) => consent === answer).map(({ name }) => name);
  if (recording.state === "paused") return { kind: "paused", by: names("refused") };
  if (recording.state === "asked") {
    const by = names("refused");
    return by.length ? { kind: "refused", by } : { kind: "asking", waits: names(null) };
  }
  if (path !== "node") return { kind: "away" };
  if (stored?.recording !== recording.id || age === null) return { kind: "starting" };
  if (age > SILENT) return { kind: "silent", age };
  const { problem } = stored;
  if (problem && KEEPS_NOTHING.has(problem)) return { kind: "failed", problem };
  return { kind: "on", stored, waits: names(null) };
}

/** What a press of Record does now; null while it can't be pressed. */
export function recordAction(facts: RecordingFacts, live: boolean): "ask" | "stop" | null {
  if (facts.recording) return "stop";
  return live && facts.path === "node" ? "ask" : null;
}
