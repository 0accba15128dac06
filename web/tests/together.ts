import type { StateData } from "../src/protocol/wire";
import { vi } from "vitest";
import { Room } from "./room";
import { Network } from "./rtc";

export const camera = { kind: "video", id: "rear" } as unknown as MediaStreamTrack;
export const microphone = { kind: "audio", id: "mic" } as unknown as MediaStreamTrack;
export const shown: StateData = {
  ...{ camera: "on", muted: false, facing: "environment", orientation: "portrait" },
  ...{ torch: false, torchable: true, lenses: [{ id: "rear", label: "Rear" }], lens: "rear" },
  ...{ why: null, sends: "video", hand: false, takes_stills: true },
};

export const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** Eva, whose id sorts first, is the impolite one. */
export async function together() {
  const network = new Network();
  const room = new Room(network);
  const tess = room.open("tess", "technician", "t1");
  tess.call.publish({ audio: microphone, video: camera });
  const eva = room.open("eva", "expert", "e1");
  await pass(200);
  return { network, room, tess, eva };
}
