import { signal } from "@preact/signals";
import { vi } from "vitest";
import { ApiError } from "../src/protocol/net/client";
import type { DeliveryPorts } from "../src/protocol/outbox/delivery";
import type { DeliveryApi } from "../src/protocol/net/api";
import type { Owner } from "../src/protocol/outbox/entries";
import { Outbox } from "../src/protocol/outbox/outbox";
import { StoreReach } from "../src/protocol/outbox/store-reach";
import type {
  Evidence,
  Job,
  Mark,
  Message,
  NewMark,
  Statement,
  UploadTicket,
} from "../src/protocol/net/wire";
import { at, job, mark, photo, statement } from "./builders";
import { MemoryStore } from "./memory-stores";
import { TESS } from "./outbox-entries";

export * from "./memory-stores";
export * from "./outbox-entries";

/** A server and a store that keep the contract, behind a network that does not. */
export class World {
  rows = new Map<string, { sha256: string; sealed: boolean }>();
  objects = new Map<string, string>();
  notes = new Map<string, string>();
  /** The marks that have arrived; true once undone. */
  marks = new Map<string, boolean>();
  /** The bodies of the statements that have arrived, by id and in order, without their clock. */
  statements = new Map<string, object>();
  /** The texts of the lines that have arrived, by id and in order. */
  lines = new Map<string, string>();
  /** The captions that have arrived, by id and in order, and of which item each is. */
  captions = new Map<string, { item: string; caption: string }>();
  /** The ids of statements that come too late to be applied. */
  late = new Set<string>();
  /** The ids of statements that the job's state forbids. */
  forbidden = new Set<string>();
  calls: string[] = [];
  /** The voice notes that another page is recording. */
  speaking = new Set<string>();
  constructor(private readonly trouble: (step: string) => Trouble = () => "none") {}

  /** The device's counter of captures. */
  counter = 0;
  /** The names that are held among the pages of the browser. */
  held = new Set<string>();

  /** The person who is signed in on this device. */
  signedIn = signal<Owner | null>(TESS);
  /** Whether files may go over the network. */
  wifi = signal(true);
  /** The people in whose names something was sent. */
  names = new Set<string>();

  ports(): DeliveryPorts & { api: DeliveryApi } {
    const api: DeliveryApi = {
      requestUpload: (_job, { id, sha256 }) =>
        this.lossy("request", id, () => this.request(id, sha256)),
      seal: (_job, id) => this.lossy("seal", id, () => this.seal(id)),
      state: (_job, verb, body) => {
        const { id, device_time: _, ...said } = body as Stated;
        return this.lossy("state", id, () => this.state(id, { verb, ...said }));
      },
      drawMark: (_job, _session, mark) => this.lossy("mark", mark.id, () => this.mark(mark)),
      undoMark: (_job, _session, id) => this.lossy("undo", id, () => this.undo(id)),
      addNote: (_job, { id, text }) => this.lossy("note", id, () => this.note(id, text)),
      say: (_job, session, { id, text }) =>
        this.lossy("say", id, () => this.say(id, session, text)),
      describe: (_job, item, { id, caption }) =>
        this.lossy("describe", id ?? "", () => this.describe(id ?? "", item, caption ?? "")),
    };
    return {
      api,
      inNameOf: (person) => {
        this.names.add(person);
        return api;
      },
      person: () => this.signedIn.value,
      put: (target, blob, progress, _stop) => {
        const relayed = /evidence\/(.+)\/content$/.exec(target.url)?.[1];
        return relayed ? this.relay(relayed, blob, progress) : this.put(target.url, blob, progress);
      },
      reach: new StoreReach(Date.now),
      read: async (file) => file as Blob,
      hash: async (blob) => `hash of ${await blob.text()}`,
      deviceTime: () => at(0),
      random: () => 0.5,
      mayCarryFiles: () => this.wifi.value,
      abandoned: async (id) => !this.speaking.has(id),
      nextSequence: async (least) => {
        this.counter = Math.max(this.counter, least) + 1;
        return this.counter;
      },
      hold: async (name) => {
        if (this.held.has(name)) return null;
        this.held.add(name);
        return () => void this.held.delete(name);
      },
    };
  }

  private async lossy<Answer>(step: string, id: string, act: () => Answer): Promise<Answer> {
    this.calls.push(`${step} ${id}`);
    const trouble = this.trouble(step);
    if (trouble === "lost") throw new ApiError(0, "offline", "");
    if (trouble === "busy") throw new ApiError(503, "busy", "", {}, [], 1);
    if (trouble === "too many") throw new ApiError(429, "too_many", "", {}, [], 120);
    const answer = act();
    if (trouble === "answer lost") throw new ApiError(0, "offline", "");
    return answer;
  }

  private request(id: string, sha256: string): UploadTicket {
    const row = this.rows.get(id) ?? { sha256, sealed: false };
    if (row.sha256 !== sha256) throw new ApiError(409, "conflict", "");
    this.rows.set(id, row);
    if (row.sealed) return { state: "sealed", put: null, evidence: this.view(id) };
    return { state: "pending", put: { url: id, headers: {}, expires_at: at(5) }, evidence: null };
  }

  private async put(id: string, blob: Blob, progress: (fraction: number) => void): Promise<number> {
    this.calls.push(`put ${id}`);
    const trouble = this.trouble("put");
    progress(0.5);
    if (trouble === "lost") return 0;
    if (trouble === "busy") return 403;
    if (this.objects.has(id)) return 412;
    this.objects.set(id, `hash of ${await blob.text()}`);
    progress(1);
    return trouble === "answer lost" ? 0 : 200;
  }

  private async relay(
    id: string,
    blob: Blob,
    progress: (fraction: number) => void,
  ): Promise<number> {
    this.calls.push(`relay ${id}`);
    const trouble = this.trouble("relay");
    progress(0.5);
    if (trouble === "lost") return 0;
    if (trouble === "busy") return 503;
    if (trouble === "too many") return 429;
    if (!this.objects.has(id)) this.objects.set(id, `hash of ${await blob.text()}`);
    progress(1);
    return trouble === "answer lost" ? 0 : 204;
  }

  private seal(id: string): Evidence {
    const row = this.rows.get(id);
    if (!row) throw new ApiError(404, "not_found", "");
    const stored = this.objects.get(id);
    if (stored === undefined) throw new ApiError(409, "upload_missing", "");
    if (stored !== row.sha256) throw new ApiError(422, "upload_mismatch", "");
    row.sealed = true;
    return this.view(id);
  }

  private note(id: string, text: string): Evidence {
    if ((this.notes.get(id) ?? text) !== text) throw new ApiError(409, "conflict", "");
    this.notes.set(id, text);
    return photo(id, { kind: "note", text });
  }

  private say(id: string, session: string, text: string): Message {
    if (this.forbidden.has(id) || (this.lines.get(id) ?? text) !== text)
      throw new ApiError(409, "conflict", "");
    this.lines.set(id, text);
    return { id, session_id: session, author: TESS, text, sent_at: at(0) };
  }

  private describe(id: string, item: string, caption: string): Evidence {
    if (!this.rows.get(item)?.sealed) throw new ApiError(404, "not_found", "");
    if (this.forbidden.has(id)) throw new ApiError(409, "conflict", "");
    if (!this.captions.has(id)) this.captions.set(id, { item, caption });
    return photo(item, { caption });
  }

  private state(id: string, said: object): Job | Statement {
    const earlier = this.statements.get(id);
    if (this.forbidden.has(id) || (earlier && JSON.stringify(earlier) !== JSON.stringify(said)))
      throw new ApiError(409, "conflict", "");
    this.statements.set(id, said);
    return this.late.has(id) ? statement({ id }) : job();
  }

  private mark({ id, evidence_id, kind, points, text = "" }: NewMark): Mark {
    if (!this.rows.get(evidence_id)?.sealed) throw new ApiError(404, "not_found", "");
    this.marks.set(id, this.marks.get(id) ?? false);
    return mark({ id, evidence_id, kind, points, text });
  }

  private undo(id: string): Mark {
    if (!this.marks.has(id)) throw new ApiError(404, "not_found", "");
    this.marks.set(id, true);
    return mark({ id, undone_at: at(1) });
  }

  private view(id: string): Evidence {
    return photo(id, { sha256: this.rows.get(id)?.sha256 ?? null });
  }
}

type Stated = { id: string; device_time: string };

export type Trouble = "too many" | "none" | "lost" | "answer lost" | "busy";

/** A phone whose network is down until `connect`. */
export function phone() {
  let down = true;
  const world = new World(() => (down ? "lost" : "none"));
  const store = new MemoryStore();
  const outbox = new Outbox(world.ports(), store);
  const connect = async () => {
    down = false;
    outbox.wake();
    await pass(60_000);
  };
  return { world, store, outbox, connect };
}

export const stages = (outbox: Outbox) =>
  outbox.items.value.map((item) => item.progress.value.stage);

/** Let real turns of the loop pass, in which blobs are read: fake time alone is not enough. */
export async function pass(milliseconds: number): Promise<void> {
  for (let step = 0; step < 10; step++) {
    await vi.advanceTimersByTimeAsync(milliseconds / 10);
    await new Promise((turn) => setImmediate(turn));
  }
}
