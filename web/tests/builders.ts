import type {
  Event,
  EventDetails,
  Evidence,
  Job,
  JobDocument,
  Mark,
  Session,
  Statement,
} from "../src/protocol/net/wire";

export const JOB = "3f2b8c1e-6f0a-4d53-9a57-2f1f4be0c001";
export const tess = { id: "a0c4e6d2-11b7-4f0e-8f9d-5b7c3e2a1002", name: "Tess" };
export const eva = { id: "a0c4e6d2-11b7-4f0e-8f9d-5b7c3e2a1003", name: "Eva" };
export const dan = { id: "a0c4e6d2-11b7-4f0e-8f9d-5b7c3e2a1004", name: "Dan" };

export function job(change: Partial<Job> = {}): Job {
  return {
    ...{ id: JOB, number: "SH-1001", reference: "", kind: "incident", priority: 2 },
    ...{ title: "Core switch, no link", description: "", state: "assigned" },
    ...{ organization_id: "o", site_id: "s", asset_ids: [], technicians: [tess], arrive_by: null },
    ...{
      requested_at: null,
      opened_at: null,
      acknowledged_at: null,
      arrived_at: null,
      held_at: null,
    },
    ...{
      hold_reason: null,
      completed_at: null,
      canceled_at: null,
      cancel_reason: null,
      summary: null,
    },
    ...change,
  };
}

export function photo(id: string, change: Partial<Evidence> = {}): Evidence {
  return {
    ...{
      id,
      kind: "photo",
      phase: "before",
      caption: "",
      text: "",
      audience: "client",
      author: tess,
    },
    ...{ captured_at: at(0), received_at: at(0), sequence: null, clock_off: false, late: null },
    ...{ capture: null, name: null },
    ...{ media_type: "image/jpeg", size: 1, sha256: "00", width: 4, height: 3, renditions: {} },
    ...{ source: null, seconds: null, incomplete: false, verified_at: null },
    ...{ problem: null, withdrawn_at: null, withdrawn_reason: null },
    ...change,
  };
}

export function mark(change: Partial<Mark> = {}): Mark {
  return {
    ...{
      id: "3a4c0000-0000-4000-8000-000000000001",
      evidence_id: "p1",
      author: eva,
      kind: "arrow",
    },
    ...{
      session_id: "5e551011-0000-4000-8000-000000000001",
      text: "",
      drawn_at: at(0),
      undone_at: null,
    },
    points: [
      [1000, 1000],
      [5000, 5000],
    ],
    ...change,
  };
}

export function document(change: Partial<JobDocument> = {}): JobDocument {
  return {
    ...{
      seq: 0,
      job: job(),
      evidence: {},
      shares: {},
      sessions: {},
      messages: {},
      stills: {},
      joins: {},
      statements: {},
    },
    gaps: {},
    marks: {},
    ...change,
  };
}

export function statement(change: Partial<Statement> = {}): Statement {
  return {
    ...{ id: "57a7e000-0000-4000-8000-000000000001", verb: "complete", author: tess },
    ...{ happened_at: at(0), at: at(0), received_at: at(9) },
    ...{ reason: null, fault: "A fan.", work: "Swapped." },
    ...{ state: "waiting", decided_at: null, decided_by: null, decided_reason: null },
    ...change,
  };
}

export function session(change: Partial<Session> = {}): Session {
  return {
    ...{ id: "5e551011-0000-4000-8000-000000000001", kind: "help", state: "live", asked_at: at(0) },
    ...{ asked_by: tess, experts_online: 1, claimed_at: at(1), claimed_by: eva, ended_at: null },
    ...{ ended_by: null, end_reason: null, participants: [], recording: null, report: null },
    ...change,
  };
}

export function at(minutes: number): string {
  return new Date(Date.UTC(2026, 2, 2, 8, minutes)).toISOString();
}

/** An event; without details its body is withheld from this reader. */
export function event(seq: number, kind = "job.edited", details?: EventDetails, by = tess): Event {
  const header = { stream: `job/${JOB}`, seq, at: at(seq), body_digest: "", hash: "" };
  if (!details) return header;
  const actor = { kind: "person" as const, ...by };
  const subject = { type: "job", id: JOB };
  return { ...header, body: { kind, actor, subject, audience: "client", details, salt: "00" } };
}
