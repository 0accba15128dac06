import { describe, expect, test } from "vitest";
import { recordAction, recordingStatus, type RecordingFacts } from "../src/protocol/call/recording";
import type { Stored } from "../src/protocol/net/wire";

const stored = (change: Partial<Stored> = {}): Stored => ({
  ...{
    recording: "r",
    seconds: 192,
    disk_bytes: 43_000_000,
    stored_bytes: 41_000_000,
    problem: null,
  },
  ...change,
});

/** A peer by name and answer, who is live without another word. */
function peer(
  name: string,
  consent: RecordingFacts["consent"],
  watches: "live" | "stills" = "live",
) {
  return { name, consent, watches };
}

function known(change: Partial<RecordingFacts> = {}): RecordingFacts {
  return {
    ...{
      recording: { id: "r", state: "on" },
      path: "node",
      stored: stored(),
      age: 300,
      consent: "given",
    },
    peers: [peer("Tess", "given")],
    ...change,
  };
}

const asked = { id: "r", state: "asked" } as const;

describe("how the recording stands", () => {
  test("nothing is said where nobody has asked", () => {
    expect(recordingStatus(known({ recording: null }))).toEqual({ kind: "none" });
  });

  test("while it is asked for, by who has not answered; a no is said by name", () => {
    const peers = [peer("Tess", null), peer("Dan", "given")];
    expect(recordingStatus(known({ recording: asked, peers }))).toEqual({
      kind: "asking",
      waits: ["Tess"],
    });
    const refused = [peer("Tess", "refused")];
    expect(recordingStatus(known({ recording: asked, peers: refused }))).toEqual({
      kind: "refused",
      by: ["Tess"],
    });
  });

  test("it is on only once the node says what it has kept of this very recording", () => {
    expect(recordingStatus(known({ stored: null, age: null }))).toEqual({ kind: "starting" });
    expect(recordingStatus(known({ stored: stored({ recording: "before" }) }))).toEqual({
      kind: "starting",
    });
    expect(recordingStatus(known())).toMatchObject({ kind: "on", stored: { seconds: 192 } });
  });

  test("a node that has fallen silent is not believed to record", () => {
    expect(recordingStatus(known({ age: 3900 })).kind).toBe("on");
    expect(recordingStatus(known({ age: 7000 }))).toEqual({ kind: "silent", age: 7000 });
  });

  test("a node whose disk keeps nothing records nothing; with S3 away it is on its disk", () => {
    for (const problem of ["disk_full", "disk_failed", "writer_failed"] as const)
      expect(recordingStatus(known({ stored: stored({ problem }) }))).toEqual({
        kind: "failed",
        problem,
      });
    for (const problem of ["storage_away", "disk_slow"] as const)
      expect(recordingStatus(known({ stored: stored({ problem }) })).kind).toBe("on");
  });

  test("without a node nobody records, whatever was agreed", () => {
    expect(recordingStatus(known({ path: "direct" }))).toEqual({ kind: "away" });
    expect(recordingStatus(known({ path: "waiting" }))).toEqual({ kind: "away" });
  });

  test("who came later and has not answered is named", () => {
    const peers = [peer("Tess", "given"), peer("Dan", null)];
    expect(recordingStatus(known({ peers }))).toMatchObject({ kind: "on", waits: ["Dan"] });
  });

  test("who only watches is neither waited for nor named, until she is live", () => {
    const watching = [
      peer("Tess", "given"),
      peer("Dan", null, "stills"),
      peer("Ada", "refused", "stills"),
    ];
    expect(recordingStatus(known({ recording: asked, peers: watching }))).toEqual({
      kind: "asking",
      waits: [],
    });
    expect(recordingStatus(known({ peers: watching }))).toMatchObject({ kind: "on", waits: [] });
    const live = [peer("Tess", "given"), peer("Dan", null)];
    expect(recordingStatus(known({ peers: live }))).toMatchObject({ kind: "on", waits: ["Dan"] });
  });

  test("a pause is by whoever refused; with nobody else it is one's own", () => {
    const paused = { id: "r", state: "paused" } as const;
    const peers = [peer("Tess", "refused")];
    expect(recordingStatus(known({ recording: paused, peers }))).toEqual({
      kind: "paused",
      by: ["Tess"],
    });
    expect(recordingStatus(known({ recording: paused, consent: "refused" }))).toEqual({
      kind: "paused",
      by: [],
    });
  });
});

describe("the key", () => {
  test("asks where a node has a live call, and stops whatever there is", () => {
    expect(recordAction(known({ recording: null }), true)).toBe("ask");
    expect(recordAction(known(), true)).toBe("stop");
    expect(recordAction(known({ recording: asked, path: "direct" }), true)).toBe("stop");
  });

  test("does nothing before somebody has answered, nor where the call goes past the node", () => {
    expect(recordAction(known({ recording: null }), false)).toBeNull();
    expect(recordAction(known({ recording: null, path: "direct" }), true)).toBeNull();
  });
});
