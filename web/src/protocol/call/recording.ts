import type { Peer } from "./peer";
import type { RecordingNow, Seated, Stored, Topology } from "../net/wire";

/** What this page knows of the recording of the call it is in. */
export interface RecordingFacts {
  recording: RecordingNow | null;
  path: Topology["path"];
  stored: Stored | null;
  /** Milliseconds since `stored` was last heard; null while it never was. */
  age: number | null;
  /** The others, and this page's own answer. */
  peers: Pick<Peer, "name" | "consent" | "watches">[];
  consent: Seated["consent"];
}

/**
 * How it stands, by what the server, the node and S3 have said and nothing else.
 *
 * Who only watches, as on a wall, is not asked, and her no counts once she is live.
 *
 * - `asking`: these have not answered. `refused`: these said no before it ever began.
 * - `starting`: all agree, and the node has not said yet that it records. `silent`: nor says it any more.
 * - `failed`: it says that nothing is kept just now.
 * - `on`: `waits` have come since, have not answered, and are not heard.
 * - `paused`: by these, or with nobody named by this page's own person.
 * - `away`: no node has the call, so nobody records, whatever was agreed.
 */
export type RecordingStatus =
  | { kind: "none" | "starting" | "away" }
  | { kind: "asking"; waits: string[] }
  | { kind: "refused" | "paused"; by: string[] }
  | { kind: "silent"; age: number }
  | { kind: "failed"; problem: string }
  | { kind: "on"; stored: Stored; waits: string[] };

/** The node says it each second: with three missing, nobody knows. */
const SILENT = 4000;
/** Problems with which nothing reaches even the node's disk. */
const KEEPS_NOTHING = new Set<Stored["problem"]>(["disk_full", "disk_failed", "writer_failed"]);

export function recordingStatus(known: RecordingFacts): RecordingStatus {
  const { recording, path, stored, age } = known;
  const peers = known.peers.filter(({ watches }) => watches !== "stills");
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

/** What pressing Record does now; null while it can't be pressed. */
export function recordAction(known: RecordingFacts, live: boolean): "ask" | "stop" | null {
  if (known.recording) return "stop";
  return live && known.path === "node" ? "ask" : null;
}
