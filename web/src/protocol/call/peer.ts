import type { PhotoRule, Pointer, Power, Seated, StateData, StillSeen } from "../net/wire";

export type PeerStatus = "connecting" | "live" | "reconnecting" | "absent";
/** The last still of a peer that a node has sent: the wall's, or one that was asked for (`id`). */
export type PeerStill = Omit<StillSeen, "of">;

/** Another participant of the session, as this page sees her; a new object at each change. */
export interface Peer {
  participant: string;
  name: string;
  role: Seated["role"];
  /** Whether a page of hers is there and answers the server. */
  present: boolean;
  state: PeerStatus;
  /** When this state began: milliseconds by this page's clock. */
  since: number;
  /** The path by which her media come, or will. */
  via: "node" | "direct";
  /** The round trip in milliseconds, to the node when she comes by one; null until measured. */
  rtt: number | null;
  /**
   * Her sound and picture; the tracks are there, but silent and dark, before she sends. The object
   * stays while its tracks are exchanged; null only before anything has come, or once nothing does.
   */
  stream: MediaStream | null;
  /** What a node says of the media that come to it from her; null without a node's word. */
  flow: { audio: boolean; video: boolean } | null;
  /** Her last still; null before the first. */
  still: PeerStill | null;
  /** The last state of her camera and microphone that her page has told; null before the first. */
  device: StateData | null;
  /** What her page has last told of its phone's battery and strain; null before the first word. */
  power: Power | null;
  /** Her answer to the recording that is asked for or on. */
  consent: Seated["consent"];
  /** Whether her page takes our picture live, or a still of it every few seconds. */
  watches: Seated["media"];
  /** What her site allows of pictures. */
  photoRule: PhotoRule;
  /** The place where she points, in parts of the picture's width and height. */
  pointer: Pointer | null;
}
