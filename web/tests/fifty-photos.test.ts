import { expect, test } from "vitest";
import type { DeliveryPorts } from "../src/protocol/outbox/delivery";
import type { Entry, NewEntry } from "../src/protocol/outbox/entries";
import type { OutboxStore } from "../src/protocol/outbox/keeping";
import { Outbox } from "../src/protocol/outbox/outbox";
import { caption, line, MemoryStore, pass, picture, World } from "./outboxes";
import { seeded, seeds } from "./random";
import { withFakeTimers } from "./timers";

withFakeTimers();

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

/** The entry as a page takes it: the outbox numbers it. */
function unnumbered({ sequence: _, ...entry }: Entry): NewEntry {
  return entry as NewEntry;
}

/** The ids that have arrived, in the order in which she wrote them. */
const asWritten = (arrived: Iterable<string>, written: string[]) => {
  const ids = new Set(arrived);
  return written.filter((id) => ids.has(id));
};

test.each(seeds(20))(
  "fifty photos with lines and captions, killed and cut at random, arrive once and in order (SEED=%i)",
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
    const [lines, captions]: [string[], string[]] = [[], []];
    let pages = [new Page(world, store, random)];
    const note = () => {
      for (const { outbox } of pages)
        for (const { entry, safety } of outbox.items.value)
          if (safety.value === "safe") shownAsKept.add(entry.id);
    };
    for (let index = 0; index < PHOTOS; index++) {
      const id = `${seed}-${String(index).padStart(2, "0")}`;
      taken.push(id);
      const page = pages.at(-1)?.outbox;
      void page?.add(unnumbered(picture(id)));
      if (random() < 0.4) {
        lines.push(`line ${id}`);
        void page?.add(unnumbered(line(`line ${id}`)));
      }
      // She captions what shows as kept, stored or not.
      const shown = taken.findLast((each) => shownAsKept.has(each) && random() < 0.5);
      if (shown && random() < 0.4) {
        captions.push(`caption ${id}`);
        void page?.add(unnumbered(caption(`caption ${id}`, shown)));
      }
      await pass(400 * random());
      note();
      connected = random() < 0.3;
      if (random() < 0.1) {
        // What she did in the page before is on the disk by the time that she is in another one.
        await pass(200);
        pages.push(new Page(world, store, random));
      } else if (random() < 0.15) {
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
    const arrived = new Set([...stored, ...world.lines.keys(), ...world.captions.keys()]);
    expect([...shownAsKept].filter((id) => !arrived.has(id))).toEqual([]);
    expect([...world.lines.keys()]).toEqual(asWritten(world.lines.keys(), lines));
    for (const item of taken) {
      const ofItem = [...world.captions].filter(([, each]) => each.item === item);
      const ids = ofItem.map(([id]) => id);
      expect(ids).toEqual(asWritten(ids, captions));
    }
    for (const [id, row] of world.rows) expect(world.objects.get(id)).toBe(row.sha256);
    const inOrder = taken.filter((id) => stored.includes(id)).map((id) => sequences.get(id) ?? 0);
    expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other));
    expect(new Set(inOrder).size).toBe(inOrder.length);
    expect(store.entries.size).toBe(0);
  },
);
