import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeliveryPorts } from "../src/protocol/outbox/delivery";
import type { Entry } from "../src/protocol/outbox/entries";
import type { OutboxStore } from "../src/protocol/outbox/keeping";
import { Outbox } from "../src/protocol/outbox/outbox";
import { MemoryStore, pass, picture, World } from "./outboxes";
import { seeded, seeds } from "./random";

beforeEach(() =>
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] }),
);
afterEach(() => vi.useRealTimers());

const PHOTOS = 50;
type Act = (...given: never[]) => Promise<unknown>;

/** One page of the phone. Once it is killed nothing of it goes on, and it lets go of its names. */
class Page {
  private alive = true;
  private readonly names = new Set<() => void>();
  readonly outbox: Outbox;

  constructor(world: World, store: OutboxStore, random: () => number) {
    const ports = world.ports();
    const slowly = (act: Act) => this.living(act, random);
    const api = Object.fromEntries(
      Object.entries(ports.api).map(([name, act]) => [name, slowly(act as Act)]),
    );
    const hold = async (name: string) => {
      const release = await ports.hold(name);
      if (release) this.names.add(release);
      return release && (() => void (this.names.delete(release) && release()));
    };
    const killable = {
      ...ports,
      inNameOf: () => api,
      ...{ put: slowly(ports.put as Act), hold: this.living(hold as Act, () => 0) },
      // Two tabs that count do so one after the other, in the browser's own store.
      nextSequence: this.living(ports.nextSequence as Act, () => 0),
    } as unknown as DeliveryPorts;
    const acts = ["put", "remove", "all", "unread", "discard", "takeBack", "isDiscarded"] as const;
    const kept = Object.fromEntries(acts.map((name) => [name, slowly(store[name] as Act)]));
    this.outbox = new Outbox(killable, kept as unknown as OutboxStore);
  }

  /** The act takes a moment before and after, at which the page may be killed. */
  private living(act: Act, random: () => number): Act {
    const moment = () =>
      new Promise<void>((go) => setTimeout(() => this.alive && go(), 30 * random()));
    return async (...given) => {
      await moment();
      const done = act(...given);
      await done.catch(() => {});
      await moment();
      return done;
    };
  }

  kill(): void {
    this.alive = false;
    for (const release of this.names) release();
  }
}

test.each(seeds(20))(
  "fifty photos, killed and cut at random, arrive once and in order (SEED=%i)",
  async (seed) => {
    const random = seeded(seed);
    let connected = false;
    const world = new World(() => {
      if (!connected) return "lost";
      const fate = random();
      return fate < 0.1 ? "lost" : fate < 0.2 ? "answer lost" : fate < 0.25 ? "busy" : "none";
    });
    const sequences = new Map<string, number>();
    const answered = world.ports.bind(world);
    world.ports = () => {
      const ports = answered();
      const { requestUpload } = ports.api;
      ports.api.requestUpload = (job, request) => {
        sequences.set(request.id, request.sequence ?? 0);
        return requestUpload(job, request);
      };
      return ports;
    };
    const store = new MemoryStore();
    const [shownAsKept, taken]: [Set<string>, string[]] = [new Set(), []];
    let pages = [new Page(world, store, random)];
    const note = () => {
      for (const { outbox } of pages)
        for (const { entry, safety } of outbox.items.value)
          if (safety.value === "safe") shownAsKept.add(entry.id);
    };
    for (let index = 0; index < PHOTOS; index++) {
      const id = `${seed}-${String(index).padStart(2, "0")}`;
      const { sequence: _, ...lent } = picture(id);
      taken.push(id);
      void pages.at(-1)?.outbox.add(lent as Omit<Entry, "sequence"> & typeof lent);
      await pass(400 * random());
      note();
      connected = random() < 0.3;
      if (random() < 0.1) pages.push(new Page(world, store, random));
      else if (random() < 0.15) {
        for (const page of pages) page.kill();
        pages = [new Page(world, store, random)];
      }
      if (random() < 0.3) void pages.at(-1)?.outbox.restore();
    }
    for (let minute = 0; minute < 30; minute++) {
      note();
      connected = random() < 0.7;
      for (const { outbox } of pages) void outbox.restore();
      await pass(60_000);
    }
    connected = true;
    await pass(900_000);
    const stored = [...world.rows].filter(([, row]) => row.sealed).map(([id]) => id);
    expect([...shownAsKept].filter((id) => !stored.includes(id))).toEqual([]);
    for (const [id, row] of world.rows) expect(world.objects.get(id)).toBe(row.sha256);
    const inOrder = taken.filter((id) => stored.includes(id)).map((id) => sequences.get(id) ?? 0);
    expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other));
    expect(new Set(inOrder).size).toBe(inOrder.length);
    expect(store.entries.size).toBe(0);
  },
);
