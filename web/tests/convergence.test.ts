import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Event } from "../src/protocol/net/wire";
import { event, photo } from "./builders";
import { open, Server } from "./job-server";
import { seeded, seeds } from "./random";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("document plus events equals a fresh fetch", () => {
  test.each(seeds(40))(
    "with lost, doubled and late pushes, some withheld (SEED=%i)",
    async (seed) => {
      const random = seeded(seed);
      const server = new Server(1 + Math.floor(random() * 4), () => random() < 0.2);
      const { socket, job } = await open(server);
      const late: Event[] = [];
      for (let seq = 1; seq <= 60; seq++) {
        const next = randomEvent(seq, random);
        server.stream.push(next);
        const fate = random();
        if (fate < 0.5) socket.say("event", next);
        else if (fate < 0.7) late.push(next);
        if (random() < 0.2)
          socket.say("event", late.splice(Math.floor(random() * late.length), 1)[0] ?? next);
        if (random() < 0.1) socket.drop();
        if (!socket.connected && random() < 0.5) {
          socket.connect();
          socket.acknowledge(server.stream.length);
        }
        await vi.advanceTimersByTimeAsync(random() * 500);
      }
      if (!socket.connected) socket.connect();
      socket.acknowledge(server.stream.length);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(job.document.value).toEqual(server.now());
      expect(job.events.value.map((each) => each.seq)).toEqual(
        server.stream.map((each) => each.seq),
      );
    },
  );
});

function randomEvent(seq: number, random: () => number): Event {
  const pick = random();
  const id = `p${Math.floor(random() * 6)}`;
  if (pick < 0.2) return event(seq);
  if (pick < 0.4) return event(seq, "job.edited", { job: { title: `title ${seq}` } });
  if (pick < 0.7)
    return event(seq, "evidence.added", { evidence: [photo(id, { caption: `${seq}` })] });
  return event(seq, "evidence.described", { evidence: [{ id, caption: `again ${seq}` }] });
}
