import type { Relayed, Topology } from "../src/protocol/net/wire";
import type { RoomSignalling, Room } from "./room";
import type { Network } from "./network";
import type { FakeConnection } from "./rtc";

interface Leg {
  id: string;
  /** The page at its far end; `of`: the participant whose media it carries. */
  to: { participant: string; page: string };
  of: string;
  pc: FakeConnection;
  /** Its page wants stills only: the next picture goes by another leg. */
  over?: boolean;
}

let count = 0;

/**
 * A media node as docs/protocol.md has it: it makes every offer, one leg for each page to publish
 * on and one for each other participant, and forwards by the newest that connects.
 */
export class Node {
  readonly legs: Leg[] = [];
  /** The legs of every `lost` that the node has received. */
  readonly lost: string[] = [];
  readonly asked: unknown[] = [];
  /** The last state that each page has told. */
  readonly shown = new Map<string, unknown>();
  /** Whether the node ignores a `lost`, which it else answers with a new offer. */
  deaf = false;
  private readonly line: RoomSignalling;
  private connect: Topology["connect"] = [];

  constructor(
    private readonly room: Room,
    private readonly network: Network,
    readonly id = "node",
    readonly page = "n1",
  ) {
    this.line = room.seat(id, "media");
  }

  arrive(): void {
    this.room.path = "node";
    this.line.enter("s", this.page, {
      onTopology: (topology) => this.arrange(topology),
      onSignal: (signal) => this.hear(signal),
      onDismissed: () => {},
    });
  }

  /** The node's process is gone: nothing comes from it any more, and ICE notices after a while. */
  die(path: Topology["path"] = "direct"): void {
    for (const { pc } of this.legs) {
      const far = pc.far();
      pc.broken = true;
      if (!far) continue;
      far.deaf = true;
      setTimeout(() => far.connectionState === "connected" && far.become("disconnected"), 5000);
    }
    this.leave(path);
  }

  /** The node hands the session over, and forwards for a while yet. */
  leave(path: Topology["path"]): void {
    this.line.handlers = null;
    this.room.path = path;
    this.room.leave(this.id);
  }

  say(to: string, kind: Relayed["kind"], data: unknown): void {
    const page = this.connect.find((each) => each.participant === to)?.page ?? "";
    this.line.signal("s", { participant: to, page }, kind, data);
  }

  /** The newest leg with a participant's page, for her own or another's media. */
  leg(with_: string, of: string): Leg | undefined {
    return this.legs.findLast((leg) => !leg.over && leg.to.participant === with_ && leg.of === of);
  }

  private arrange({ connect, participants }: Topology): void {
    this.connect = connect;
    for (const to of connect) {
      const { media } = participants.find((who) => who.id === to.participant) ?? {};
      if (media === "stills") {
        for (const leg of this.legs) leg.over ||= leg.to.page === to.page;
        continue;
      }
      for (const of of connect) {
        const leg = this.leg(to.participant, of.participant);
        if (leg?.to.page !== to.page) this.offer(to, of.participant);
      }
    }
  }

  offer(to: { participant: string; page: string }, of: string): void {
    const pc = this.network.connect({}) as unknown as FakeConnection;
    const leg = { id: `leg-${++count}`, to, of, pc };
    this.legs.push(leg);
    pc.addTransceiver("audio");
    pc.addTransceiver("video");
    pc.pictures = () => of !== to.participant && this.publishing(of);
    pc.onicecandidate = () => {};
    void pc.setLocalDescription().then(() => {
      this.line.signal("s", to, "offer", { sdp: pc.localDescription?.sdp, leg: leg.id, of });
    });
  }

  /** Whether a picture comes from the participant by any leg that is connected. */
  private publishing(of: string): boolean {
    return this.legs.some(
      ({ to, of: whose, pc }) =>
        whose === of &&
        to.participant === of &&
        pc.connectionState === "connected" &&
        pc.far()?.pictures(),
    );
  }

  private hear({ kind, data, from }: Relayed): void {
    const leg = this.legs.find((each) => each.id === (data as { leg?: string } | null)?.leg);
    if (kind === "ask") this.asked.push(data);
    if (kind === "state") this.shown.set(from, data);
    if (!leg || leg.to.participant !== from) return;
    if (kind === "answer") void this.answered(leg, (data as { sdp: string }).sdp);
    if (kind === "candidate")
      void leg.pc.addIceCandidate(data as { candidate: string }).catch(() => {});
    if (kind === "lost") {
      this.lost.push(leg.id);
      if (!this.deaf && this.leg(from, leg.of) === leg) this.offer(leg.to, leg.of);
    }
  }

  private async answered({ pc }: Leg, sdp: string): Promise<void> {
    await pc.setRemoteDescription({ type: "answer", sdp });
    const { ufrag, gathered } = JSON.parse(sdp) as { ufrag: string; gathered?: boolean };
    if (gathered) await pc.addIceCandidate({ candidate: ufrag });
    // The node's own candidates came with its SDP.
    const far = this.network.connections.find((each) => each !== pc && each.answers(pc));
    far?.candidates.add((JSON.parse(pc.localDescription?.sdp ?? "{}") as { ufrag: string }).ufrag);
    this.network.settle();
  }
}
