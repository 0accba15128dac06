import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { JoinedCall } from "../src/protocol/call/call";
import type { Seat } from "../src/protocol/net/wire";
import { Wall } from "../src/protocol/call/wall";
import { Node } from "./node";
import { Room } from "./room";
import { Network } from "./network";
import { camera, microphone, pass, device } from "./together";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const seat = (session: string) => ({ session: { id: session }, participant: "eva" }) as Seat;

interface Site {
  session: string;
  call: JoinedCall;
}

/** Eva's page, and several sites, each with a technician and a node of its own. */
class Desk {
  readonly network = new Network();
  readonly rooms = new Map<string, { room: Room; node: Node; tess: JoinedCall }>();
  readonly open = signal<Site | null>(null);
  readonly told: string[] = [];
  private pages = 0;
  readonly wall = new Wall<Site>({
    open: this.open,
    begin: (_job, { session }, watch) => {
      const { room } = this.at(session.id);
      const { call } = room.open("eva", "expert", `e${++this.pages}`, { watch });
      return { session: session.id, call };
    },
    close: (site) => {
      site.call.close();
      if (this.open.peek() === site) this.open.value = null;
    },
  });

  constructor() {
    this.wall.sweep((site, reason) => this.told.push(`${site.session} ${reason}`));
    // Her voice goes to the live site, as the console sends it.
    this.open.subscribe((site) => site?.call.publish({ audio: microphone }));
  }

  at(session: string) {
    const known = this.rooms.get(session);
    if (known) return known;
    const room = new Room(this.network);
    const node = new Node(room, this.network);
    node.arrive();
    const { call: tess } = room.open("tess", "technician", `t-${session}`);
    tess.publish({ audio: microphone, video: camera });
    tess.show(device);
    const made = { room, node, tess };
    this.rooms.set(session, made);
    return made;
  }

  get live(): string[] {
    return this.wall.sites.value
      .filter((site) => site.call.watching.value === "live")
      .map((site) => site.session);
  }

  site(session: string): Site {
    return this.wall.sites.value.find((site) => site.session === session) as Site;
  }

  /** Whether her voice goes to this site. */
  speaksTo(session: string): boolean {
    const { pc } = this.at(session).node.leg("eva", "eva") ?? {};
    const far = pc?.far();
    return (
      far?.connectionState === "connected" &&
      far.lines.some((line) => line.sender.track === microphone)
    );
  }
}

async function three(): Promise<Desk> {
  const desk = new Desk();
  for (const session of ["a", "b", "c"]) {
    desk.wall.take("job", seat(session));
    await pass(500);
  }
  return desk;
}

describe("a wall", () => {
  test("has one site live, and its order stays", async () => {
    const desk = await three();
    expect([desk.live, desk.open.value?.session]).toEqual([["c"], "c"]);
    desk.wall.goLive(desk.site("a"));
    await pass(500);
    expect([desk.live, desk.open.value?.session]).toEqual([["a"], "a"]);
    expect(desk.wall.sites.value.map((site) => site.session)).toEqual(["a", "b", "c"]);
    expect(desk.wall.watched.value.map((site) => site.session)).toEqual(["b", "c"]);
  });

  test("lets her be heard at one site alone", async () => {
    const desk = await three();
    for (const session of ["b", "a", "c"]) {
      desk.wall.goLive(desk.site(session));
      await pass(500);
      expect(["a", "b", "c"].filter((each) => desk.speaksTo(each))).toEqual([session]);
    }
  });

  test("shows a still of each that is watched, and the picture of the live one", async () => {
    const desk = await three();
    const still = {
      of: "tess",
      id: null,
      jpeg: "/9j/",
      width: 480,
      height: 270,
      at: "2026-03-01T10:00:00Z",
    };
    desk.at("b").node.say("eva", "still", still);
    await pass(100);
    const [peer] = desk.site("b").call.peers.value;
    expect([peer?.still?.jpeg, peer?.stream, peer?.state]).toEqual(["/9j/", null, "live"]);
    expect(desk.site("c").call.peers.value[0]?.stream).not.toBeNull();
  });

  test("costs no connection for what is only watched", async () => {
    const desk = new Desk();
    const sites = Array.from({ length: 12 }, (_, number) => `s${number}`);
    sites.forEach((session) => desk.wall.watch("job", seat(session)));
    await pass(1000);
    expect(desk.open.value).toBeNull();
    expect(sites.flatMap((session) => desk.at(session).node.leg("eva", "tess") ?? [])).toEqual([]);
    desk.wall.goLive(desk.site("s7"));
    await pass(1000);
    expect(sites.filter((session) => desk.at(session).node.leg("eva", "tess"))).toEqual(["s7"]);
  });

  test("says of a site that it is watched as long as somebody is there, or something comes", async () => {
    const desk = await three();
    const { room, node } = desk.at("a");
    const state = () => desk.site("a").call.peers.value[0]?.state;
    node.say("eva", "flow", { of: "tess", audio: true, video: true });
    room.exit("tess");
    await pass(100);
    expect(state()).toBe("live");
    node.say("eva", "flow", { of: "tess", audio: false, video: false });
    await pass(100);
    expect(state()).toBe("absent");
  });

  test("tells each technician who has only stills of her", async () => {
    const desk = await three();
    const watches = (session: string) => desk.at(session).tess.peers.value[0]?.watches;
    expect(["a", "b", "c"].map(watches)).toEqual(["stills", "stills", "live"]);
    desk.wall.goLive(desk.site("a"));
    await pass(500);
    expect(["a", "b", "c"].map(watches)).toEqual(["live", "stills", "stills"]);
  });
});

describe("what ends", () => {
  test("goes from the wall when it was watched, and she is told", async () => {
    const desk = await three();
    desk.at("a").room.leave("eva");
    await pass(100);
    expect(desk.wall.sites.value.map((site) => site.session)).toEqual(["b", "c"]);
    expect(desk.told).toEqual(["a left"]);
  });

  test("stays to be read when it was live, until she goes on", async () => {
    const desk = await three();
    desk.at("c").room.leave("eva");
    await pass(100);
    expect([desk.open.value?.session, desk.told]).toEqual(["c", []]);
    desk.wall.goLive(desk.site("b"));
    await pass(500);
    expect(desk.wall.sites.value.map((site) => site.session)).toEqual(["a", "b"]);
    expect([desk.live, desk.told]).toEqual([["b"], []]);
  });

  test("is taken up again under another page", async () => {
    const desk = await three();
    const before = desk.site("c").call;
    desk.at("c").room.open("eva", "expert", "elsewhere");
    await pass(100);
    expect(before.ended.value).toBe("moved");
    desk.wall.take("job", seat("c"));
    await pass(500);
    expect(desk.wall.sites.value.map((site) => site.session)).toEqual(["a", "b", "c"]);
    expect(desk.site("c").call).not.toBe(before);
  });

  test("with the page: nothing of it goes on", async () => {
    const desk = await three();
    desk.wall.dropAll();
    await pass(500);
    expect([desk.wall.sites.value, desk.open.value]).toEqual([[], null]);
    for (const session of ["a", "b", "c"])
      expect(desk.at(session).tess.peers.value[0]?.present).toBe(false);
  });
});
