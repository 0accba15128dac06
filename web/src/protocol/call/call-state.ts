import { signal, type Signal } from "@preact/signals-core";
import type { Dismissal, Watch } from "../net/signalling";
import type { Peer } from "./peer";
import type { Ask, PhotoRule, RecordingNow, Seated, Stored, Topology } from "../net/wire";

/** What pages read of a call; only the call itself writes it. */
export class CallState {
  readonly peers: Signal<Peer[]> = signal([]);
  /** Why the call is over for this page; null while it goes on. */
  readonly ended: Signal<Dismissal | null> = signal(null);
  /** What an expert last asked this phone for; a new object each time. */
  readonly lastAsk: Signal<Ask | null> = signal(null);
  /** The path of media as the server has it; `waiting` while it finds out. */
  readonly path: Signal<Topology["path"]> = signal("waiting");
  /** What the site allows of pictures; null before the server has said it. */
  readonly photoRule: Signal<PhotoRule | null> = signal(null);
  /** What a node says of the media that come to it from this page; null without a node. */
  readonly flow: Signal<Peer["flow"]> = signal(null);
  /** The recording that is asked for, on or paused. */
  readonly recording: Signal<RecordingNow | null> = signal(null);
  /** This participant's own answer to the recording. */
  readonly consent: Signal<Seated["consent"]> = signal(null);
  /**
   * The part of the recording that disk and storage have acknowledged, each second while it is on.
   */
  readonly recordingStored: Signal<Stored | null> = signal(null);
  /** What this page wants of the others: their picture, or a still of each every few seconds. */
  readonly watching: Signal<Watch> = signal("live");

  /**
   * `me`: this page's own participant. Returns whether pictures are allowed or forbidden anew, so
   * that direct connections have to be negotiated from the beginning.
   */
  protected read({ path, photo_rule, recording, participants }: Topology, me: string): boolean {
    const filmed = this.photoRule.value;
    // A server of an earlier version knows no rule.
    this.photoRule.value = photo_rule ?? "allowed";
    // A server from before there were nodes sends no path.
    this.path.value = path ?? "direct";
    this.recording.value = recording ?? null;
    if (!this.recording.value) this.recordingStored.value = null;
    const own = participants.find((who) => who.id === me && who.role !== "media");
    this.consent.value = own?.consent ?? null;
    if (this.path.value === "direct") this.flow.value = null;
    return filmed !== null && (filmed === "allowed") !== (this.photoRule.value === "allowed");
  }
}
