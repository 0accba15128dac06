import type { StateData } from "../src/protocol/net/wire";
import { vi } from "vitest";
import { Node } from "./node";
import { Room } from "./room";
import { Network } from "./network";

export const camera = { kind: "video", id: "rear" } as unknown as MediaStreamTrack;
export const microphone = { kind: "audio", id: "mic" } as unknown as MediaStreamTrack;
export const device: StateData = {
  ...{ camera: "on", muted: false, facing: "environment", orientation: "portrait" },
  ...{ torch: false, torchable: true, lenses: [{ id: "rear", label: "Rear" }], lens: "rear" },
  ...{ reason: null, sends: "video", hand: false, takes_stills: true, shows: null, print: null },
};

export const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** Eva and Tess; Eva, whose id sorts first, is the impolite side. */
export async function together() {
  const network = new Network();
  const room = new Room(network);
  const tess = room.open("tess", "technician", "t1");
  tess.call.publish({ audio: microphone, video: camera });
  const eva = room.open("eva", "expert", "e1");
  await pass(200);
  return { network, room, tess, eva };
}

/** Tess films, Eva looks, and their media go through a node. */
export async function throughNode() {
  const network = new Network();
  const room = new Room(network);
  const node = new Node(room, network);
  node.arrive();
  const tess = room.open("tess", "technician", "t1");
  tess.call.publish({ audio: microphone, video: camera });
  tess.call.show(device);
  const eva = room.open("eva", "expert", "e1");
  await pass(500);
  return { network, room, node, tess, eva };
}

/** Checks that Eva's stream stays one and the same, and never is without a live track. */
export function watching(eva: { peer: () => { stream: MediaStream | null } }) {
  const streams = new Set<MediaStream | null>();
  const empty = { times: 0 };
  const timer = setInterval(() => {
    streams.add(eva.peer().stream);
    if ((eva.peer().stream?.getTracks().length ?? 0) < 2) empty.times++;
  }, 10);
  return { streams, empty, stop: () => clearInterval(timer) };
}
