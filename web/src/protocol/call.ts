import { signal, type Signal } from "@preact/signals-core";
import type { Dismissal, SignalLine } from "./line";
import type { Ask, Pointer, Quality, StateData } from "./wire";

export type PeerState = "connecting" | "live" | "reconnecting" | "absent";

/** Another participant of the session, as this page sees her. */
export interface Peer {
  participant: string;
  name: string;
  role: "technician" | "guest" | "expert" | "media";
  /** Whether a page of hers is there and answers the server. */
  present: boolean;
  state: PeerState;
  /** Since when it is in this state: milliseconds by our own clock. */
  since: number;
  /** Milliseconds there and back, null until measured. */
  rtt: number | null;
  /** What comes from her; its tracks are there, but silent and dark, before she sends. */
  stream: MediaStream | null;
  /** What her page last said of itself. */
  shown: StateData | null;
  /** Where she points: parts of the picture's width and height. */
  pointer: Pointer | null;
}

export interface CallOptions {
  session: string;
  participant: string;
  iceServers: RTCIceServer[];
  /** The id that this page made when it was loaded. */
  page: string;
  line: SignalLine;
  connect: (config: RTCConfiguration) => RTCPeerConnection;
  now?: () => number;
  /** Puts the tracks of one peer together. */
  gather?: (tracks: MediaStreamTrack[]) => MediaStream;
}

export interface Tracks {
  audio?: MediaStreamTrack | null;
  video?: MediaStreamTrack | null;
}

/** One session as this page is in it: each peer's connection, kept up by itself. */
export class Call {
  readonly peers: Signal<Peer[]> = signal([]);
  /** Why it is over for this page; null while it goes on. */
  readonly ended: Signal<Dismissal | null> = signal(null);
  /** What an expert last asked this phone for; a new object each time. */
  readonly asked: Signal<Ask | null> = signal(null);

  constructor(readonly options: CallOptions) {}

  /** What this page sends; a key that is missing stays as it is, null sends nothing. */
  publish(_tracks: Tracks): void {}

  /** Point at a part of the picture, at most 30 times a second; null: no more. */
  point(_at: Pointer | null): void {}

  /** Say what this page shows of itself: to all, and again to each who comes. */
  show(_state: StateData): void {}

  /** Ask the phone for its torch, a lens or the other camera. */
  ask(_what: Ask["what"], _value: Ask["value"]): void {}

  /** How the connection has fared, for `POST …/quality`. */
  async quality(): Promise<Quality> {
    return { path: "direct", rtt_ms: 0, loss: 0, kbps: 0, connected_seconds: 0, gaps: 0, gap_seconds: 0 };
  }

  /** Go; the seat stays. */
  close(): void {}
}
