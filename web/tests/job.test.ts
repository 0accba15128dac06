import { describe, expect, test } from "vitest";
import { apply, beforeAndAfter, inOrder, step } from "../src/protocol/job/job";
import type { EarlierGap, Gap, Session } from "../src/protocol/net/wire";
import { at, dan, document, eva, event, photo, session, statement, tess } from "./builders";

describe("a document takes an event", () => {
  test("and merges the job's changed fields alone", () => {
    const before = document();
    const after = apply(
      before,
      event(1, "job.arrived", { job: { state: "on_site", arrived_at: at(1) } }),
    );
    expect(after.seq).toBe(1);
    expect(after.job).toEqual({ ...before.job, state: "on_site", arrived_at: at(1) });
  });

  test("and adds new evidence, then changes it by id", () => {
    let after = apply(document(), event(1, "evidence.added", { evidence: [photo("p")] }));
    after = apply(
      after,
      event(2, "evidence.described", { evidence: [{ id: "p", caption: "Port 48" }] }),
    );
    expect(after.evidence["p"]).toEqual(photo("p", { caption: "Port 48" }));
  });

  test("and keeps shares by id", () => {
    const share = {
      id: "s",
      label: "Cleo",
      created_at: at(0),
      expires_at: at(9),
      revoked_at: null,
    };
    let after = apply(document(), event(1, "share.created", { share }));
    after = apply(after, event(2, "share.revoked", { share: { id: "s", revoked_at: at(2) } }));
    expect(after.shares["s"]).toEqual({ ...share, revoked_at: at(2) });
  });

  test("and takes a statement, then what the desk decides on it, by id", () => {
    const made = statement({ id: "s" });
    const decided = { decided_at: at(9), decided_by: dan, decided_reason: "Done by Theo." };
    let after = apply(document(), event(1, "statement.made", { statement: made }));
    after = apply(
      after,
      event(2, "statement.refused", { statement: { id: "s", state: "refused", ...decided } }),
    );
    expect(after.statements["s"]).toEqual({ ...made, state: "refused", ...decided });
  });

  test("and one without a body only moves it on", () => {
    expect(apply(document(), event(1))).toEqual(document({ seq: 1 }));
  });

  test("and the one it was stays as it was", () => {
    const before = document({ evidence: { p: photo("p") } });
    const frozen = structuredClone(before);
    apply(
      before,
      event(1, "evidence.added", { job: { title: "x" }, evidence: [{ id: "p", caption: "x" }] }),
    );
    expect(before).toEqual(frozen);
  });
});

describe("what comes", () => {
  test("twice is known", () => {
    expect(step(document({ seq: 3 }), event(3)).kind).toBe("known");
  });
  test("too early shows a gap and where it begins", () => {
    expect(step(document({ seq: 3 }), event(5))).toEqual({ kind: "gap", after: 3 });
  });
});

describe("evidence is in order", () => {
  test("by her device's own count, whatever order it arrived in", () => {
    const late = photo("first", { sequence: 1, received_at: at(9) });
    const early = photo("second", { sequence: 2, received_at: at(1) });
    expect(inOrder({ a: late, b: early }).map((item) => item.id)).toEqual(["first", "second"]);
  });

  test("by arrival between two people, each in her own count", () => {
    const items = [
      photo("t2", { sequence: 2, received_at: at(1), author: tess }),
      photo("e1", { sequence: 1, received_at: at(2), author: eva }),
      photo("t1", { sequence: 1, received_at: at(3), author: tess }),
      photo("n", { sequence: null, received_at: at(4), author: eva }),
    ];
    const ordered = inOrder(Object.fromEntries(items.map((item) => [item.id, item])));
    expect(ordered.map((item) => item.id)).toEqual(["t1", "e1", "t2", "n"]);
  });
});

describe("the pair that answers", () => {
  const large = { large: { width: 4, height: 3, sha256: "" } };
  test("is the first before and the last after that can be shown", () => {
    const items = [
      photo("b0", { phase: "before" }),
      photo("b1", { phase: "before", renditions: large }),
      photo("a1", { phase: "after", renditions: large }),
      photo("a2", { phase: "after", renditions: large }),
      photo("a3", { phase: "after", renditions: large, withdrawn_at: at(1) }),
    ];
    const pair = beforeAndAfter(items);
    expect([pair.before?.id, pair.after?.id]).toEqual(["b1", "a2"]);
  });
});

describe("an event of an earlier version", () => {
  const same = {
    ...{ id: "g", session_id: "s", participant: "p", name: "Tess", evidence_id: null },
    ...{ at: at(1), seconds: 12 },
  };
  const earlier: EarlierGap = { ...same, why: "network" };
  const gap: Gap = { ...same, reason: "network" };

  test("says `why` of a gap, which is its reason", () => {
    const after = apply(document(), event(1, "session.interrupted", { gap: [earlier] }));
    expect(after.gaps).toEqual({ g: gap });
    expect(apply(document(), event(1, "session.interrupted", { gap: [gap] })).gaps).toEqual({
      g: gap,
    });
  });

  test("says so in a session's report as well", () => {
    const report = {
      ...{ waited_seconds: 1, lasted_seconds: 2, messages: 0, stills: 0, marks: 0 },
      ...{ recording: null, connections: [] },
    };
    const told = { ...session({ id: "s" }), report: { ...report, gaps: [earlier, gap] } };
    const after = apply(document(), event(1, "session.reported", { session: told }));
    expect(after.sessions["s"]?.report).toEqual({ ...report, gaps: [gap, gap] });
  });
});

describe("a live session in the document", () => {
  const still = {
    id: "t",
    session_id: "s",
    requested_by: eva,
    requested_at: at(1),
    expires_at: at(2),
  };

  test("is kept by id, as are its messages and stills", () => {
    const message = {
      id: "m",
      session_id: "s",
      author: tess,
      text: "The left one",
      sent_at: at(1),
    };
    let after = apply(document(), event(1, "message.said", { message }));
    after = apply(after, event(2, "still.requested", { still: { ...still, state: "pending" } }));
    after = apply(after, event(3, "still.taken", { still: { ...still, state: "taken" } }));
    expect([after.messages["m"], after.stills["t"]?.state]).toEqual([message, "taken"]);
  });

  test("moves on by what its events change", () => {
    const session = { id: "s", kind: "help", state: "ringing" } as Session;
    let after = apply(document(), event(1, "session.asked", { session }));
    after = apply(after, event(2, "session.claimed", { session: { ...session, state: "live" } }));
    expect(after.sessions).toEqual({ s: { ...session, state: "live" } });
  });
});
